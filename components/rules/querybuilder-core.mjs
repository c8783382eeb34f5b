// biome-ignore-all lint/performance/noReExportAll: it stands for the package as it is.
// biome-ignore-all lint/performance/noBarrelFile: the same.
// What `@react-querybuilder/core` is in the browser (next.config.js): all of it but the class that writes a query as SQL,
// MongoDB, LDAP and so on. This app never asks for it, a hook of the package refers to it, and the bundler would keep
// every one of those languages for it: a third of what the package weighs.
export * from "../../node_modules/react-querybuilder/node_modules/@react-querybuilder/core/dist/react-querybuilder_core.mjs";

export class QueryManager {}
