import { z } from "zod";
import { purposeLabels } from "@/lib/consent/purposes";
import type { PersonalField } from "@/lib/profiles/personal-fields";
import { vaultHash } from "@/lib/profiles/server/store-personal";
import { type RowState, StateDecider } from "@/lib/sources/decide-state";
import { type ImportMapping, importConsent, importMapping } from "@/lib/sources/files/import-mapping";
import { type RowProblem, rowIdPrefix, rowReader } from "@/lib/sources/files/read-row";
import type { Intake } from "@/lib/sources/intake";
import { acceptMessages, type LeftOut } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { readHeldState } from "@/lib/sources/server/imports/read-held-state";
import type { ImportHandler } from "@/lib/sources/server/imports/run-import";

const storedConsent = z.object({ consent: importConsent, statementId: z.string() });

/** What one row has to say: an event, remembered by its content; and a state, which counts as often as it is stated. */
type Part = { row: number; line: number; intake: Intake; isState: boolean };

function partsOf(row: number, line: number, intake: Intake, kind: ImportMapping["kind"]): Part[] {
	if (kind === "people") return [{ row, line, intake, isState: true }];
	const event = { row, line, intake: { ...intake, consents: [] }, isState: false };
	if (intake.consents.length === 0) return [event];
	const words = { ...intake, traits: [], personal: [] };
	delete words.event;
	return [event, { row, line, intake: words, isState: true }];
}

function refusalProblem(line: number, refused: RowState["refused"]): RowProblem {
	const words = refused.map(
		({ purpose, at }) =>
			`${purposeLabels[purpose].toLowerCase()} on ${new Date(at).toISOString().slice(0, 10)}`,
	);
	return {
		line,
		column: "",
		reason: `said no to ${words.join(" and to ")}; a statement for the whole file does not change that`,
		kind: "refusal",
	};
}

/** One for each row about someone who has been erased since. */
function erasedProblems(parts: readonly Part[], isErased: readonly boolean[]): Map<number, RowProblem> {
	const reason = "this person was erased; data about them from before is refused";
	return new Map(
		parts.flatMap((part, index) =>
			isErased[index] ? [[part.row, { line: part.line, column: "", reason }] as const] : [],
		),
	);
}

/** A column whose values are not stored is reported once, at the first row that has one. */
function leftOutProblems(
	leftOut: readonly LeftOut[],
	parts: readonly Part[],
	{ columns }: ImportMapping,
): Map<string, RowProblem> {
	const problems = new Map<string, RowProblem>();
	for (const { index, name, reason } of leftOut) {
		const column = columns.find(({ role }) => role.as === "trait" && role.name === name)?.column ?? name;
		if (problems.has(column)) continue;
		problems.set(column, {
			line: parts[index]?.line ?? 0,
			column,
			reason: `${reason}; left out of every row`,
		});
	}
	return problems;
}

/**
 * Files of people and of events. A row of people says what is so: it is compared with what is held, not with rows seen
 * before, so that a file may bring a value back. Events are remembered by their content.
 */
export const messageImport: ImportHandler = {
	open: (ctx, row) => {
		const mapping = importMapping.parse(row.mapping);
		const { consent, statementId } = storedConsent.parse(row.consent);
		const source = row.sourceId ?? "";
		const importedAt = (row.startedAt ?? row.createdAt).getTime();
		const read = rowReader({ mapping, consent, importedAt, statementId });
		const catalogue = new Catalogue();
		/** People whose refusal was listed: one line each, however many rows they have. */
		const listed = new Set<number>();
		const listedColumns = new Set<string>();
		return {
			format: mapping.file,
			idPrefix: rowIdPrefix(source, mapping),
			take: async (rows, checkpoint) => {
				const parts: Part[] = [];
				const problems: RowProblem[] = [];
				let rejected = 0;
				for (const [at, fileRow] of rows.entries()) {
					const result = read(fileRow);
					problems.push(...result.problems);
					if (result.intake) parts.push(...partsOf(at, fileRow.line, result.intake, mapping.kind));
					else rejected++;
				}
				const states = parts.flatMap((part) => (part.isState ? [part.intake] : []));
				const held = states.length > 0 ? await readHeldState(ctx, states, importedAt) : null;
				let changed = new Set<number>();
				let refusals = new Map<number, RowProblem>();
				const accepted = await acceptMessages(
					ctx.db,
					catalogue,
					parts.map((part) => part.intake),
					{
						ws: ctx.workspace.number,
						source,
						now: new Date(),
						keepForever: true,
						isUndated: (index) => parts[index]?.intake.at === importedAt,
						isDedupedByCaller: (index) => parts[index]?.isState ?? false,
						reducer: () => {
							[changed, refusals] = [new Set(), new Map()];
							const decider = held && new StateDecider(held, hashOf);
							return (index, uid, types) => {
								const part = parts[index];
								if (!part) throw new Error("A message of no row");
								if (!part.isState || !decider) {
									changed.add(part.row);
									return part.intake;
								}
								const { intake, isChange, refused, person } = decider.next(uid, part.intake, types);
								if (isChange) changed.add(part.row);
								if (refused.length > 0 && !listed.has(person) && !refusals.has(person))
									refusals.set(person, refusalProblem(part.line, refused));
								return intake;
							};
						},
						alsoWrite: (tx, { peopleCreated, isErased, leftOut }) => {
							const unkept = leftOutProblems(leftOut, parts, mapping);
							for (const column of listedColumns) unkept.delete(column);
							const erased = erasedProblems(parts, isErased);
							const refused = rejected + erased.size;
							return checkpoint(tx, {
								accepted: changed.size,
								unchanged: rows.length - refused - changed.size,
								rejected: refused,
								peopleCreated,
								refusals: refusals.size,
								problems: [...problems, ...unkept.values(), ...erased.values(), ...refusals.values()],
							});
						},
					},
				);
				for (const person of refusals.keys()) listed.add(person);
				for (const column of leftOutProblems(accepted.leftOut, parts, mapping).keys())
					listedColumns.add(column);
			},
		};
	},
};

function hashOf(field: string, value: string): string {
	// Safe because the fields are those of an intake's personal values.
	return Buffer.from(vaultHash(field as PersonalField, value)).toString("hex");
}
