import { purposeLabels } from "@/lib/consent/purposes";
import type { ProfileDetail, ProfileEvent } from "@/lib/profiles/api";
import type { ProfileMembership } from "@/lib/segments/memberships-api";
import type { DeliveryOfPerson } from "@/lib/syncs/people-contracts";

export type TraitChange = { trait: string; value: unknown; source: string; validFrom: string };
export type ConsentChange = {
	purpose: string;
	state: string;
	effectiveAt: string;
	source: string;
	statement: string | null;
};

/** Everything stored about one person but their events, which follow it and may be many. */
export type PersonFile = {
	workspace: string;
	createdAt: string;
	profile: ProfileDetail;
	/** Every value a trait ever had, oldest first; null where it was removed. */
	traitHistory: TraitChange[];
	consentHistory: ConsentChange[];
	segments: ProfileMembership[];
	campaigns: { campaign: string; group: string; assignedAt: string }[];
	deliveries: DeliveryOfPerson[];
};

/** How a person's file is written, piece by piece, for any number of events. */
export type PersonFileWriter = {
	mediaType: string;
	extension: string;
	begin: (file: PersonFile) => string;
	events: (events: readonly ProfileEvent[], isFirst: boolean) => string;
	end: () => string;
};

export const jsonWriter: PersonFileWriter = {
	mediaType: "application/json; charset=utf-8",
	extension: "json",
	begin: (file) => `${JSON.stringify(file, null, 2).slice(0, -2)},\n  "events": [`,
	events: (events, isFirst) =>
		events.map((event, at) => `${isFirst && at === 0 ? "" : ","}\n    ${JSON.stringify(event)}`).join(""),
	end: () => "\n  ]\n}\n",
};

const entities: Record<string, string> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};
export const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const shown = (value: unknown): string =>
	value === null || value === undefined
		? "–"
		: escapeHtml(
				Array.isArray(value)
					? value.join(", ")
					: typeof value === "object"
						? JSON.stringify(value)
						: String(value),
			);

function section(title: string, headings: readonly string[], rows: readonly (readonly unknown[])[]): string {
	if (rows.length === 0) return `<h2>${escapeHtml(title)}</h2>\n<p>Nothing is stored.</p>\n`;
	const head = headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join("");
	const body = rows.map(tableRow).join("\n");
	return `<h2>${escapeHtml(title)}</h2>\n<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>\n`;
}

const tableRow = (cells: readonly unknown[]): string =>
	`<tr>${cells.map((cell) => `<td>${shown(cell)}</td>`).join("")}</tr>`;

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ddd;overflow-wrap:anywhere}
th{font-weight:600;color:#555}`;

const purposeLabel = (purpose: string): string =>
	purpose in purposeLabels ? purposeLabels[purpose as keyof typeof purposeLabels] : purpose;

export const htmlWriter: PersonFileWriter = {
	mediaType: "text/html; charset=utf-8",
	extension: "html",
	begin: ({ profile, ...file }) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Personal data held by ${escapeHtml(file.workspace)}</title><style>${style}</style></head><body>
<h1>Personal data held by ${escapeHtml(file.workspace)}</h1>
<p>Everything stored about this person as of ${escapeHtml(file.createdAt)}. All times are UTC.</p>
${section(
	"Identifiers and contact data",
	["Kind", "Value", "Since"],
	[
		...profile.identifiers.map((one) => [one.kind, one.value, one.since]),
		...profile.personal.map((one) => [one.label, one.value, one.validFrom]),
	],
)}${section(
	"Traits, with every earlier value",
	["Trait", "Value", "Source", "Since"],
	file.traitHistory.map((one) => [one.trait, one.value, one.source, one.validFrom]),
)}${section(
	"Consent",
	["Purpose", "Given", "Since", "Source", "In the words of"],
	file.consentHistory.map((one) => [
		purposeLabel(one.purpose),
		one.state === "granted" ? "Yes" : "No",
		one.effectiveAt,
		one.source,
		one.statement,
	]),
)}${section(
	"Segments",
	["Segment", "In it now", "Since"],
	file.segments.map((one) => [one.name, one.isMember ? "Yes" : "No", one.since]),
)}${section(
	"Campaigns",
	["Campaign", "Group", "Since"],
	file.campaigns.map((one) => [one.campaign, one.group, one.assignedAt]),
)}${section(
	"Passed on to",
	["Destination", "What was passed on", "State", "Since"],
	file.deliveries.flatMap((one) =>
		one.identifiers.map((id) => [one.destinationName, id.label, id.sentence, id.since]),
	),
)}<h2>Events, newest first</h2>
<table><thead><tr><th scope="col">Time</th><th scope="col">Event</th><th scope="col">Details</th><th scope="col">Source</th></tr></thead><tbody>
`,
	events: (events) =>
		events
			.map((event) => `${tableRow([event.time, event.event, event.properties, event.source])}\n`)
			.join(""),
	end: () => "</tbody></table>\n</body></html>\n",
};
