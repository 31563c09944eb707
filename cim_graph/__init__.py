"""CIM Graph: the unified customer registry as a graph."""
