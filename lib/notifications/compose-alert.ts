import { escapeSlack } from "@/lib/destinations/catalog/slack/escape-slack";
import { withoutContactData } from "@/lib/notifications/without-contact-data";

export type AlertText = {
	topic: "attention" | "resolved" | "test";
	cause: string;
	title: string;
	detail: string;
	path: string;
	foundAt: Date;
};

type Given = { workspace: { name: string; slug: string }; origin: string; alerts: readonly AlertText[] };

/** What one message lists; the rest is on Home. */
const maxListed = 20;
/** Longest line of a message: Slack cuts a block at 3,000 characters. */
const maxText = 400;

/** One message for Slack with everything that is new: {text} is what a notification shows. */
export function composeSlack(given: Given): { text: string; blocks: unknown[] } {
	const { workspace, alerts } = given;
	const text = `${headline(alerts)} · ${oneLine(workspace.name)}`;
	const sections = sectionsOf(alerts).map(({ title, items }) => {
		const lines = items.slice(0, maxListed).map((alert) => {
			const detail = clean(alert.detail);
			return `• <${addressOf(given, alert.path)}|${escapeSlack(clean(alert.title))}>${detail ? `\n   ${escapeSlack(detail)}` : ""}`;
		});
		const rest = items.length - lines.length;
		return {
			title,
			lines: rest > 0 ? [...lines, `• <${addressOf(given, "")}|And ${rest} more>`] : lines,
		};
	});
	return {
		text: escapeSlack(text),
		blocks: [
			block(`*${escapeSlack(text)}*`),
			// Line by line: a block has a limit, a message may have fifty blocks.
			...sections.flatMap(({ title, lines }) => [
				...(sections.length > 1 ? [block(`*${title}*`)] : []),
				...lines.map(block),
			]),
		].slice(0, 50),
	};
}

/** The same for a program. */
export function composeWebhook(given: Given): Record<string, unknown> {
	const { workspace, alerts } = given;
	return {
		type: "alerts",
		workspace: { slug: workspace.slug, name: workspace.name },
		alerts: alerts.map((alert) => ({
			state: alert.topic === "resolved" ? "resolved" : alert.topic === "test" ? "test" : "open",
			severity: alert.cause.endsWith(" bad") ? "failure" : "warning",
			cause: alert.cause,
			title: clean(alert.title),
			detail: clean(alert.detail),
			url: addressOf(given, alert.path),
			since: alert.foundAt.toISOString(),
		})),
	};
}

function sectionsOf(alerts: readonly AlertText[]): { title: string; items: AlertText[] }[] {
	return [
		{ title: "Needs attention", items: alerts.filter(({ topic }) => topic === "attention") },
		{ title: "Resolved", items: alerts.filter(({ topic }) => topic === "resolved") },
		{ title: "Test", items: alerts.filter(({ topic }) => topic === "test") },
	].filter(({ items }) => items.length > 0);
}

function headline(alerts: readonly AlertText[]): string {
	const [only] = alerts;
	if (only && alerts.length === 1) {
		return only.topic === "resolved" ? `Resolved: ${clean(only.title)}` : clean(only.title);
	}
	const count = (topic: AlertText["topic"]) => alerts.filter((alert) => alert.topic === topic).length;
	const open = count("attention");
	const resolved = count("resolved");
	return [
		...(open > 0 ? [`${open} ${open === 1 ? "thing needs" : "things need"} attention`] : []),
		...(resolved > 0 ? [`${resolved} resolved`] : []),
	].join(", ");
}

function addressOf({ origin, workspace }: Given, path: string): string {
	return [origin.replace(/\/+$/, ""), workspace.slug, path].filter((part) => part !== "").join("/");
}

function block(text: string) {
	return { type: "section", text: { type: "mrkdwn", text } };
}

/** Names may contain line breaks, and quoted errors people's data. */
function clean(text: string): string {
	const line = oneLine(withoutContactData(text));
	return line.length > maxText ? `${line.slice(0, maxText - 1).trimEnd()}…` : line;
}

function oneLine(text: string): string {
	return text.replace(/\s+/gu, " ").trim();
}
