import type { Problem } from "@/lib/destinations/contract";
import { readPageText } from "@/lib/destinations/read-page-text";

type Said = Pick<Problem, "class" | "message">;

const noAccess = "Slack no longer accepts this token. Install the app again and enter its new bot token.";
const gone =
	"Slack no longer knows this incoming webhook. Create a new one for the channel and enter its address.";

/** Slack's own codes, of chat.postMessage and of incoming webhooks, that a person must do something about. */
const known: Record<string, Said> = {
	invalid_auth: { class: "auth", message: noAccess },
	not_authed: { class: "auth", message: noAccess },
	account_inactive: { class: "auth", message: noAccess },
	token_revoked: { class: "auth", message: noAccess },
	token_expired: { class: "auth", message: noAccess },
	missing_scope: {
		class: "config",
		message: "The app may not post. Add the scope chat:write to it in Slack and install it again.",
	},
	channel_not_found: {
		class: "config",
		message:
			"Slack does not know this channel, or the app is not in it. Check the channel ID, and invite the app to a private channel.",
	},
	not_in_channel: {
		class: "config",
		message: "The app is not in this channel. Type /invite and the app's name there.",
	},
	is_archived: { class: "config", message: "The channel is archived. Choose another one." },
	channel_is_archived: { class: "config", message: "The channel is archived. Choose another one." },
	restricted_action: {
		class: "config",
		message: "The workspace's settings let no app post to this channel. Ask its owner, or choose another.",
	},
	action_prohibited: {
		class: "config",
		message: "The workspace's settings let no app post to this channel. Ask its owner, or choose another.",
	},
	posting_to_general_channel_denied: {
		class: "config",
		message: "Only some people may post to this channel. Choose another one.",
	},
	no_service: { class: "config", message: gone },
	no_service_id: { class: "config", message: gone },
	no_team: { class: "config", message: gone },
	team_disabled: { class: "config", message: gone },
	invalid_token: { class: "config", message: gone },
	user_not_found: { class: "config", message: gone },
	ratelimited: { class: "throttled", message: "Slack asks Muster to slow down." },
	rate_limited: { class: "throttled", message: "Slack asks Muster to slow down." },
};

/** Codes of Slack's own bad moments, which may have posted the message. */
const passing = new Set([
	"internal_error",
	"fatal_error",
	"service_unavailable",
	"request_timeout",
	"rollup_error",
	"team_added_to_org",
]);

/** Slack's words of a failure, by its code; `code` is null where it gave none that can be read. */
export function slackProblem(status: number, code: string | null, body: string): Problem {
	const page = readPageText({ headers: {}, body });
	const detail = `HTTP ${status}${code ? ` ${code}` : page ? `: ${page}` : ""}`;
	if (status === 429) return { class: "throttled", message: "Slack asks Muster to slow down.", detail };
	const said = code === null ? undefined : known[code];
	if (said) return { ...said, detail };
	const isPassing = status >= 500 || (code !== null && passing.has(code));
	if (!isPassing && (code !== null || status >= 400)) {
		return { class: "config", message: `Slack refused the message${code ? `: ${code}` : ""}.`, detail };
	}
	return {
		class: "transient",
		message: "Slack did not answer clearly. Muster tells the channel again.",
		detail,
	};
}
