import type { Topic } from "@/lib/notifications/choices";
import { withoutContactData } from "@/lib/notifications/without-contact-data";

export type EmailNotice = { topic: string; title: string; detail: string; path: string };

export type ComposedEmail = { subject: string; text: string; html: string };

/** What an email lists of one kind; the rest is on the page it leads to. */
const maxListed = 20;

type Given = {
	workspace: { name: string; slug: string };
	/** Where people open Muster. */
	origin: string;
	notices: readonly EmailNotice[];
};

const sections: { topic: Topic | "test"; title: string; one: string; many: string; path: string }[] = [
	{
		topic: "attention",
		title: "Needs attention",
		one: "thing needs attention",
		many: "things need attention",
		path: "",
	},
	{
		topic: "results",
		title: "Campaign results",
		one: "campaign result",
		many: "campaign results",
		path: "lift",
	},
	{
		topic: "resolved",
		title: "Resolved",
		one: "thing is resolved",
		many: "things are resolved",
		path: "",
	},
	{ topic: "test", title: "Test email", one: "test email", many: "test emails", path: "" },
];

const why = "You get this because of your notification settings in Muster.";

/** Where a member chooses what they get: the target of an email's unsubscribe link. */
export function settingsAddress(origin: string, slug: string): string {
	return addressOf(origin, slug, "settings/notifications");
}

function addressOf(origin: string, slug: string, path: string): string {
	return [origin.replace(/\/+$/, ""), slug, path].filter((part) => part !== "").join("/");
}

/** One email with all of a member's news: as plain text and as simple HTML, without anyone's contact data. */
export function composeEmail({ workspace, origin, notices }: Given): ComposedEmail {
	const parts = sections.flatMap(({ topic, title, one, many, path }) => {
		const own = notices.filter((notice) => notice.topic === topic);
		const counted = `${own.length} ${own.length === 1 ? one : many}`;
		const items = own.slice(0, maxListed).map((notice) => ({
			title: oneLine(withoutContactData(notice.title)),
			detail: oneLine(withoutContactData(notice.detail)),
			address: addressOf(origin, workspace.slug, notice.path),
		}));
		const address = addressOf(origin, workspace.slug, path);
		const rest = own.length - items.length;
		const more = rest > 0 ? [{ title: `And ${rest} more`, detail: "", address }] : [];
		return items.length > 0 ? [{ title, counted, items: [...items, ...more] }] : [];
	});
	const settings = settingsAddress(origin, workspace.slug);
	const name = oneLine(withoutContactData(workspace.name));
	return {
		subject: `${subjectText(parts)} · ${name}`,
		text: [
			...parts.map(({ title, items }) =>
				[
					title,
					...items.map(({ title, detail, address }) =>
						[`* ${title}`, ...(detail ? [`  ${detail}`] : []), `  ${address}`].join("\n"),
					),
				].join("\n\n"),
			),
			`-- \n${why}\nChange what you get: ${settings}`,
		].join("\n\n"),
		html: htmlOf(name, parts, settings),
	};
}

type Part = {
	title: string;
	/** "3 things need attention". */
	counted: string;
	items: { title: string; detail: string; address: string }[];
};

/** The one title, or how many of which kind. */
function subjectText(parts: readonly Part[]): string {
	const all = parts.flatMap(({ items }) => items);
	if (all.length === 1) return all[0]?.title ?? "";
	return parts.map(({ counted }) => counted).join(", ");
}

function htmlOf(name: string, parts: readonly Part[], settings: string): string {
	const body = parts.map(
		({ title, items }) =>
			`<h2 style="font-size:14px;color:#52525b;margin:24px 0 8px">${escaped(title)}</h2>${items
				.map(
					({ title, detail, address }) =>
						`<p style="margin:0 0 16px"><a href="${escaped(address)}" style="font-weight:600;color:#1d4ed8">${escaped(title)}</a>${detail ? `<br>${escaped(detail)}` : ""}</p>`,
				)
				.join("")}`,
	);
	return `<!doctype html><html lang="en"><body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#18181b;max-width:600px;margin:0 auto;padding:16px"><p style="font-size:17px;font-weight:600;margin:0">${escaped(name)}</p>${body.join("")}<p style="font-size:13px;color:#52525b;border-top:1px solid #e4e4e7;padding-top:12px;margin-top:24px">${escaped(why)} <a href="${escaped(settings)}" style="color:#52525b">Change what you get</a></p></body></html>`;
}

/** Names may contain line breaks; a header and a list item need a single line. */
function oneLine(text: string): string {
	return text.replace(/\s+/gu, " ").trim();
}

const entities: Record<string, string> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
