import { isSameOrigin } from "@/lib/destinations/check-address";
import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";

/**
 * Whether the token of a destination goes with its changed connection: it belongs to one app, and was given for the
 * servers the addresses named. A minted one goes with nothing but the key it was made with.
 */
export function isGrantKept(network: DestinationDefinition, before: Connection, after: Connection): boolean {
	const { auth } = network;
	if (auth?.kind !== "oauth2") return false;
	return (
		auth.clientId(before) === auth.clientId(after) &&
		auth.authorizeAddress(before) === auth.authorizeAddress(after) &&
		network.fields.every((field) => {
			const [one, other] = [before, after].map(({ settings }) => settings[field.name] || field.initial || "");
			return field.kind !== "url" || one === other || isSameOrigin(one ?? "", other ?? "");
		})
	);
}
