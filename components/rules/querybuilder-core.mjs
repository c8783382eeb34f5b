// biome-ignore-all lint/performance/noReExportAll: it mirrors the package.
// biome-ignore-all lint/performance/noBarrelFile: the same.
// Replaces `@react-querybuilder/core` in the browser (next.config.js): all of it but the class that exports a
// query as SQL, MongoDB, LDAP and so on. This app never uses it, but a hook of the package refers to it, and
// the bundler would keep all of those languages: a third of the package's size.
export * from "../../node_modules/react-querybuilder/node_modules/@react-querybuilder/core/dist/react-querybuilder_core.mjs";

export class QueryManager {}
