import type { NetworkView } from "@/lib/destinations/contracts";
import { isByOneIdentifier } from "@/lib/destinations/is-by-one-identifier";
import { networks } from "@/lib/destinations/registry";
import { redirectAddress } from "@/lib/destinations/server/redirect-address";
import { usualModes } from "@/lib/destinations/what-is-sent";
import { env } from "@/lib/platform/env";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** The catalogue, as the connect screen needs it. */
export async function listNetworks(
	ctx: Context,
): Promise<{ items: NetworkView[]; nextCursor: string | null }> {
	allow(ctx, "destinations.read");
	const items = networks.map((network) => {
		const sandbox =
			env.SANDBOX_URL && !network.hasNoSandbox ? network.sandboxConnection(env.SANDBOX_URL) : null;
		return {
			slug: network.slug,
			name: network.name,
			summary: network.summary,
			category: network.category,
			purpose: network.purposes[0],
			purposes: [...network.purposes],
			auth: network.auth?.kind ?? ("static" as const),
			redirectAddress: network.auth?.kind === "oauth2" ? redirectAddress() : null,
			fields: network.fields.map((field) => ({
				name: field.name,
				label: field.label,
				help: field.help,
				kind: field.kind,
				options: [...(field.options ?? [])],
				isSecret: field.isSecret,
				isRequired: field.isRequired,
				isAdvanced: field.isAdvanced ?? false,
				canGenerate: field.canGenerate ?? null,
				placeholder: field.placeholder ?? "",
				initial: field.initial ?? "",
			})),
			identifierKinds: network.identifierKinds.map(({ kind, column, label, sentAs }) => ({
				kind,
				column,
				label,
				sentAs,
			})),
			mapping: network.mapping
				? {
						fields: network.mapping.fields.map(({ name, label, help, type, isRequired, isFixed }) => ({
							name,
							label,
							help,
							type,
							isRequired: isRequired ?? false,
							isFixed: isFixed ?? false,
						})),
						takesOthers: network.mapping.takesOthers,
						maxFields: network.mapping.maxFields,
					}
				: null,
			modes: [...(network.modes ?? usualModes)],
			hasOneIdentifier: isByOneIdentifier(network),
			keepsRecords: isByOneIdentifier(network) && network.shape !== "stream",
			listsFields: network.readFields !== undefined,
			sandboxValues: sandbox ? { ...sandbox.settings, ...sandbox.credentials } : null,
		};
	});
	return { items, nextCursor: null };
}
