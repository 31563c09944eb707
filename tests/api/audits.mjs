// Runs the audits of GraphQL over HTTP against a server and prints what they found, as JSON.
import { createRequire } from "node:module";

const { serverAudits } = createRequire(`${process.argv[2]}/`)("graphql-http");
const found = [];
for (const audit of serverAudits({ url: process.argv[3], fetchFn: fetch })) {
  const result = await audit.fn();
  found.push({ name: audit.name, status: result.status, reason: result.reason ?? null });
}
console.log(JSON.stringify(found));
