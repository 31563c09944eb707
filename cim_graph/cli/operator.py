"""Who runs `cim`: the trail names them, and approvals tell them from others."""

from os import getuid
from pwd import getpwuid


def getuser() -> str:
    """Return the user whose process this is, whatever `LOGNAME` and `USER` say.

    By those, somebody could approve under another name what they proposed themselves.
    """
    try:
        return getpwuid(getuid()).pw_name
    except KeyError:  # in a container, whose users need not have names
        return f"uid-{getuid()}"
