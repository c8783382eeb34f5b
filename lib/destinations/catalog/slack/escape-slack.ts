/**
 * Slack's own escapes (docs.slack.dev/messaging/formatting-message-text); without them a name could ping everyone or
 * hide where a link leads.
 */
export function escapeSlack(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
