import { formatDay } from "@/lib/kernel/calendar-day";
import type { ImportPreview } from "@/lib/sources/files/import-contracts";
import type { ImportMapping } from "@/lib/sources/files/import-mapping";
import { rowReader } from "@/lib/sources/files/read-row";
import { findImport } from "@/lib/sources/server/imports/import-view";
import { sampleFile } from "@/lib/sources/server/imports/read-file";
import { uploadPath } from "@/lib/sources/server/imports/uploads";
import type { TraitValue } from "@/lib/sources/trait-value";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const longestShown = 300;

function shown(value: TraitValue): string {
	if (value.type === "unset") return "";
	if (value.type === "date") return new Date(value.value).toISOString();
	if (value.type === "day") return formatDay(value.value);
	return (value.type === "list" ? value.value.join(", ") : String(value.value)).slice(0, longestShown);
}

/** What the first 20 rows would become; nothing is stored. */
export async function previewImport(
	ctx: Context,
	{ importId, mapping }: { importId: string; mapping: ImportMapping },
): Promise<ImportPreview> {
	allow(ctx, "data.write");
	const row = await findImport(ctx, importId);
	const { records } = await sampleFile(uploadPath(row.storedPath), mapping.file);
	const read = rowReader({
		mapping,
		consent: { kind: "none" },
		importedAt: ctx.now.getTime(),
		statementId: "",
	});
	const dates = new Set(
		mapping.columns.flatMap(({ role }) =>
			role.as === "property" && role.type === "date" ? [role.name] : [],
		),
	);
	return {
		rows: records
			.slice(mapping.file.hasHeader ? 1 : 0)
			.slice(0, 20)
			.map(({ line, cells, problem }) => {
				if (problem) {
					const problems = [{ line, column: "", reason: problem }];
					return { line, isKept: false, person: "", event: null, at: null, values: [], problems };
				}
				const { intake, problems } = read({ line, cells, messageId: "preview" });
				if (!intake) return { line, isKept: false, person: "", event: null, at: null, values: [], problems };
				return {
					line,
					isKept: true,
					person: intake.identifiers[0]?.value ?? "",
					event: intake.event?.name ?? null,
					at: new Date(intake.at).toISOString(),
					values: [
						...intake.personal.map(({ field, value }) => ({
							name: field,
							value: value ?? "",
							isDate: field === "birthday",
							isPersonal: true,
						})),
						...intake.traits.map(({ name, value }) => ({
							name,
							value: shown(value),
							isDate: value.type === "date" || value.type === "day",
							isPersonal: false,
						})),
						...Object.entries(intake.event?.properties ?? {}).map(([name, value]) => ({
							name,
							value: (typeof value === "object" ? JSON.stringify(value) : String(value)).slice(
								0,
								longestShown,
							),
							isDate: typeof value === "string" && dates.has(name),
							isPersonal: false,
						})),
					],
					problems,
				};
			}),
	};
}
