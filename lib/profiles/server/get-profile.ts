import { consentPurposes } from "@/lib/consent/purposes";
import { listPersonSuppressions } from "@/lib/consent/server/list-person-suppressions";
import { identifierKind } from "@/lib/identity/identifier";
import { unseal } from "@/lib/platform/secrets/keyring";
import type { ProfileDetail } from "@/lib/profiles/api";
import { personalField, personalFieldLabels } from "@/lib/profiles/personal-fields";
import { nameSources } from "@/lib/profiles/server/name-sources";
import { openProfile } from "@/lib/profiles/server/open-profile";
import { readConsent, readTraits } from "@/lib/profiles/server/read-history";
import { summarizePeople } from "@/lib/profiles/server/summarize-people";
import { shownTraitValue } from "@/lib/profiles/trait-value";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** One person, after merges: what is known of them, from where and since when. */
export async function getProfile(ctx: Context, input: { profileId: number }): Promise<ProfileDetail> {
	allow(ctx, "people.read");
	const person = await openProfile(ctx, input.profileId);
	const ws = ctx.workspace.number;
	const scope = { workspaceNumber: ws, uid: { in: person.uids } };
	const [sourceName, summaries, identifiers, vault, definitions, merges] = await Promise.all([
		nameSources(ctx),
		summarizePeople(ctx, [person]),
		ctx.db.identifier.findMany({ where: scope, orderBy: { createdAt: "asc" } }),
		ctx.db.vaultValue.findMany({
			where: scope,
			orderBy: [{ validFrom: "desc" }, { recordedAt: "desc" }, { seq: "desc" }, { uid: "asc" }],
		}),
		ctx.db.traitDefinition.findMany({ where: { workspaceNumber: ws }, select: { name: true } }),
		ctx.db.profileMerge.findMany({
			where: {
				workspaceNumber: ws,
				OR: [{ rootUid: { in: person.uids } }, { absorbedUid: { in: person.uids } }],
			},
			orderBy: { mergedAt: "desc" },
		}),
	]);
	const names = definitions.map(({ name }) => name);
	const [traits, consent, suppressions] = await Promise.all([
		names.length === 0 ? [] : readTraits(ctx.warehouse, { ws, uids: person.uids, names, asOf: ctx.now }),
		readConsent(ctx.warehouse, { ws, uids: person.uids, purposes: consentPurposes, asOf: ctx.now }),
		listPersonSuppressions(ctx, person.uids),
	]);
	const [summary] = summaries;
	if (!summary) throw new Error("a person that was found has a summary");
	return {
		...summary,
		uids: person.uids,
		identifiers: identifiers.flatMap((row) => {
			const kind = identifierKind.safeParse(row.kind);
			return kind.success
				? [{ kind: kind.data, value: unseal(row.valueEncrypted), since: row.createdAt.toISOString() }]
				: [];
		}),
		personal: personalOf(vault),
		traits: traits.flatMap((row) => {
			const value = shownTraitValue(row);
			if (value === null) return [];
			const type = row.type === "day" ? ("date" as const) : row.type;
			return [{ name: row.trait, type, value, source: sourceName(row.source), validFrom: row.valid_from }];
		}),
		consent: consentPurposes.map((purpose) => {
			const row = consent.find((one) => one.purpose === purpose);
			return {
				purpose,
				state: row?.state ?? null,
				effectiveAt: row?.effective_at ?? null,
				source: row ? sourceName(row.source) : null,
				statement: row?.statement || null,
			};
		}),
		suppressions,
		merges: merges.map((row) => ({
			id: row.id,
			absorbedUid: row.absorbedUid,
			reason: row.reason,
			mergedAt: row.mergedAt.toISOString(),
			undoneAt: row.undoneAt?.toISOString() ?? null,
		})),
		asOf: ctx.now.toISOString(),
	};
}

type VaultRow = { field: string; valueEncrypted: Uint8Array | null; validFrom: Date };

/** What was stated last of each field over all of the person's numbers; rows come newest first. */
function personalOf(rows: readonly VaultRow[]): ProfileDetail["personal"] {
	const seen = new Set<string>();
	const fields: ProfileDetail["personal"] = [];
	for (const row of rows) {
		if (seen.has(row.field)) continue;
		seen.add(row.field);
		if (row.valueEncrypted === null) continue;
		const field = personalField.safeParse(row.field);
		fields.push({
			field: row.field,
			label: field.success ? personalFieldLabels[field.data] : row.field,
			value: unseal(row.valueEncrypted),
			validFrom: row.validFrom.toISOString(),
		});
	}
	return fields;
}
