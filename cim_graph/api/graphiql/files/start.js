// Opens GraphiQL with the query and the variables of the address, and keeps the address up to date with them.
let parameters;

function keep(name) {
  return (value) => {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
    const search = parameters.toString();
    history.replaceState(null, "", search ? `?${search}` : window.location.pathname);
  };
}

const example = `# The parties of the registry. Ctrl-Enter runs a query, Ctrl-Space completes it.
{
  parties(first: 5) {
    edges { node { id kind name } }
  }
}
`;

enter().then(() => {
  parameters = new URLSearchParams(window.location.search);
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher: (asked, options) =>
        GraphiQL.createFetcher({ url: window.location.pathname, headers: authorization() })(asked, options),
      defaultQuery: example,
      query: parameters.get("query") ?? undefined,
      variables: parameters.get("variables") ?? undefined,
      operationName: parameters.get("operationName") ?? undefined,
      onEditQuery: keep("query"),
      onEditVariables: keep("variables"),
      onEditOperationName: keep("operationName"),
      shouldPersistHeaders: false,
    }),
  );
});
