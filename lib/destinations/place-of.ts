import type { ConnectField, Connection, DestinationDefinition } from "@/lib/destinations/contract";

/**
 * The place a connection delivers to, as text to compare: what was sent to one place is not at another. By default
 * every address and every field marked as naming a place counts.
 */
export function placeOf(network: DestinationDefinition, connection: Connection): string {
	if (network.placeOf) return network.placeOf(connection);
	return JSON.stringify(placeFields(network).map((field) => settingOf(field, connection)));
}

/** The settings that make two connections different places; empty when they are the same. */
export function movedFields(
	network: DestinationDefinition,
	before: Connection,
	after: Connection,
): ConnectField[] {
	if (placeOf(network, before) === placeOf(network, after)) return [];
	return placeFields(network).filter((field) => settingOf(field, before) !== settingOf(field, after));
}

function placeFields(network: DestinationDefinition): ConnectField[] {
	return network.fields.filter((field) => !field.isSecret && (field.kind === "url" || field.namesPlace));
}

function settingOf(field: ConnectField, { settings }: Connection): string {
	const value = settings[field.name] || field.initial || "";
	// However an address is written, it leads to the same place.
	return field.kind === "url" && URL.canParse(value) ? new URL(value).href.replace(/\/$/, "") : value;
}
