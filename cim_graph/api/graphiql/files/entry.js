// Who is at the page: by a token behind the `#` of the address, by one that is typed in, or by the issuer of the bank
// (authorization code with PKCE, RFC 7636). The token stays in this tab.
const KEPT = "cim-token";

function kept() {
  return sessionStorage.getItem(KEPT);
}

function authorization() {
  const token = kept();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

function encoded(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function drawn() {
  return encoded(crypto.getRandomValues(new Uint8Array(32)));
}

function here() {
  return window.location.origin + window.location.pathname;
}

async function leave(entry) {
  const [verifier, state] = [drawn(), drawn()];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  sessionStorage.setItem("cim-leaving", JSON.stringify({ verifier, state, search: window.location.search }));
  const asked = new URLSearchParams({
    response_type: "code", client_id: entry.client, redirect_uri: here(), scope: entry.scopes, state,
    audience: entry.audience, code_challenge: encoded(new Uint8Array(digest)), code_challenge_method: "S256",
  });
  window.location.assign(`${entry.authorization}?${asked}`);
}

async function arrive(entry, found) {
  const left = JSON.parse(sessionStorage.getItem("cim-leaving") ?? "{}");
  sessionStorage.removeItem("cim-leaving");
  history.replaceState(null, "", (left.search ?? "") || window.location.pathname);
  if (!left.state || found.get("state") !== left.state) throw new Error("this answer was not asked for; sign in again");
  if (found.get("error")) throw new Error(found.get("error_description") ?? found.get("error"));
  const answered = await fetch(entry.token, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code", code: found.get("code"), redirect_uri: here(), client_id: entry.client,
      code_verifier: left.verifier,
    }),
  });
  if (!answered.ok) throw new Error(`the issuer gave no token (${answered.status}); sign in again`);
  sessionStorage.setItem(KEPT, (await answered.json()).access_token);
}

function fromAddress() {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (!token) return;
  sessionStorage.setItem(KEPT, token);
  history.replaceState(null, "", window.location.pathname + window.location.search);
}

function said(text) {
  document.getElementById("entry-told").textContent = text;
}

function bar(entry) {
  const place = document.getElementById("entry");
  place.hidden = false;
  const field = document.getElementById("entry-token");
  const button = document.getElementById("entry-button");
  if (kept()) {
    field.hidden = true;
    button.textContent = "Sign out";
    said("Signed in");
    button.onclick = () => { sessionStorage.removeItem(KEPT); window.location.reload(); };
  } else if (entry.mode === "oidc") {
    field.hidden = true;
    button.textContent = "Sign in";
    said("Nobody is signed in");
    button.onclick = () => leave(entry);
  } else {
    button.textContent = "Use this token";
    said("A token, as `cim token --role …` prints it:");
    button.onclick = () => { sessionStorage.setItem(KEPT, field.value.trim()); window.location.reload(); };
  }
}

async function enter() {
  fromAddress();
  const entry = await (await fetch("graphiql/entry.json")).json();
  if (entry.mode === "off") return;
  const found = new URLSearchParams(window.location.search);
  let failed;
  if (entry.mode === "oidc" && found.has("state")) {
    try { await arrive(entry, found); } catch (error) { failed = error.message; }
  }
  bar(entry);
  if (failed) said(failed);
}
