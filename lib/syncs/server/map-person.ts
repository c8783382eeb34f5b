import { abilityThere } from "@/lib/destinations/ability-there";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { applyMapping, type Mapped, type PersonValues } from "@/lib/syncs/mapping/apply-mapping";
import { versionText } from "@/lib/syncs/mapping/mapping-version";
import type { OpenSync } from "@/lib/syncs/server/open-sync";

const nobody: PersonValues = { traits: new Map(), personal: new Map() };

/** One person's fields and their version; null where nothing is mapped or the fields cannot be sent. */
export function mapPerson(
	{ network, mapping }: Pick<OpenSync, "network" | "mapping">,
	values: PersonValues = nobody,
): Mapped & { version: string | null } {
	if (mapping.length === 0) return { fields: {}, problems: [], version: null };
	const mapped = applyMapping(mapping, abilityThere(network, null), values);
	if (mapped.problems.length > 0) return { ...mapped, version: null };
	// Keyed: the fields may hold personal data, and a bare hash of few possible values is no secret.
	const hash = keyedHash(versionText(mapping, mapped.fields), "payload");
	return { ...mapped, version: Buffer.from(hash).toString("hex").slice(0, 32) };
}
