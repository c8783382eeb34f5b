import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";

/** How many rows a request to this network holds; for some networks a setting of the connection. */
export function rowsPerRequest(network: DestinationDefinition, connection: Connection): number {
	return network.limits.rowsOf?.(connection) ?? network.limits.rowsPerRequest;
}
