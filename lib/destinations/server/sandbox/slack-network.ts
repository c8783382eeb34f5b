import { z } from "zod";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const workspace = z.strictObject({
	team: z.string().default("Sandbox workspace"),
	token: z.string().startsWith("xoxb-"),
	scopes: z.array(z.string()).default(["chat:write", "channels:read"]),
	channel: z.strictObject({
		id: z.string().regex(/^[CG][A-Z0-9]+$/),
		name: z.string(),
		isMember: z.boolean().default(true),
		isArchived: z.boolean().default(false),
	}),
	/** The path of an incoming webhook for the channel. */
	hook: z.string().regex(/^\/services\/\w+\/\w+\/\w+$/),
});
type Workspace = z.output<typeof workspace>;
const change = z.discriminatedUnion("type", [
	z.object({ type: z.literal("workspace"), workspace }),
	z.object({ type: z.literal("message"), channel: z.string(), text: z.string() }),
]);

const message = z.strictObject({
	channel: z.string(),
	text: z.string(),
	unfurl_links: z.boolean().optional(),
	blocks: z.array(z.unknown()).max(50).optional(),
});
const hookMessage = message.omit({ channel: true, unfurl_links: true });

/** Slack cuts longer texts; what is cut here would go unseen, so it is refused. */
const longestText = 40_000;
const kept = 1_000;

/** A text in which every & < > is an escape or a link: anything else could ping people. */
const isEscaped = (text: string) =>
	!/&(?!(amp|lt|gt);)|[<>]/.test(text.replace(/<https?:\/\/[^<>|\s]+(\|[^<>]+)?>/g, ""));

const say = (body: object, headers: Record<string, string> = {}): SandboxAnswer => ({
	status: 200,
	body,
	headers,
});
const refuse = (error: string): SandboxAnswer => say({ ok: false, error });
// Incoming webhooks answer in plain text.
const sayText = (status: number, text: string): SandboxAnswer => ({ status, body: text });

/** Plays Slack's Web API, as far as one message goes, and incoming webhooks. */
export function playSlack(surroundings: SandboxSurroundings): SandboxNetwork {
	return new SlackNetwork(surroundings);
}

class SlackNetwork implements SandboxNetwork {
	readonly slug = "slack";
	private workspaces: Workspace[] = [];
	private messages: { channel: string; text: string }[] = [];
	private sent = 0;
	private readonly surroundings: SandboxSurroundings;

	constructor(surroundings: SandboxSurroundings) {
		this.surroundings = surroundings;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const { pathname } = request.url;
		return pathname.startsWith("/services/")
			? this.readHook(request, pathname)
			: this.readCall(request, pathname.replace(/^\/api\//, ""));
	}

	private readHook(request: SandboxRequest, pathname: string): SandboxStep | SandboxAnswer {
		const [, , team, hook] = pathname.split("/");
		const found = this.workspaces.find((one) => one.hook === pathname);
		if (!found) {
			const isTeam = this.workspaces.some((one) => one.hook.split("/")[2] === team);
			const isHook = this.workspaces.some((one) => one.hook.split("/")[3] === hook);
			return isHook ? sayText(403, "invalid_token") : sayText(404, isTeam ? "no_service" : "no_team");
		}
		const parsed = hookMessage.safeParse(readJson(request.body));
		if (request.method !== "POST" || !parsed.success) return sayText(400, "invalid_payload");
		if (parsed.data.text === "" && !parsed.data.blocks) return sayText(400, "no_text");
		if (parsed.data.text.length > longestText || !isEscaped(parsed.data.text))
			return sayText(400, "invalid_payload");
		if (found.channel.isArchived) return sayText(410, "channel_is_archived");
		return this.post(found, parsed.data.text, () => sayText(200, "ok"));
	}

	private readCall(request: SandboxRequest, method: string): SandboxStep | SandboxAnswer {
		const token = request.headers.authorization?.replace(/^Bearer /, "");
		if (!token) return refuse("not_authed");
		const caller = this.workspaces.find((one) => one.token === token);
		if (!caller) return refuse("invalid_auth");
		const headers = { "x-oauth-scopes": caller.scopes.join(",") };
		const { channel } = caller;
		switch (method) {
			case "auth.test":
				return say({ ok: true, team: caller.team, user: "muster", bot_id: "B1" }, headers);
			case "conversations.info": {
				if (!caller.scopes.includes("channels:read")) return refuse("missing_scope");
				if (request.url.searchParams.get("channel") !== channel.id) return refuse("channel_not_found");
				const { id, name, isMember: is_member, isArchived: is_archived } = channel;
				return say({ ok: true, channel: { id, name, is_member, is_archived } }, headers);
			}
			case "chat.postMessage": {
				if (!request.headers["content-type"]?.startsWith("application/json"))
					return refuse("invalid_post_type");
				const parsed = message.safeParse(readJson(request.body));
				if (!parsed.success) return refuse("invalid_arguments");
				if (!caller.scopes.includes("chat:write")) return refuse("missing_scope");
				if (parsed.data.channel !== channel.id) return refuse("channel_not_found");
				if (!channel.isMember && !caller.scopes.includes("chat:write.public"))
					return refuse("not_in_channel");
				if (channel.isArchived) return refuse("is_archived");
				if (parsed.data.text === "") return refuse("no_text");
				if (parsed.data.text.length > longestText) return refuse("msg_too_long");
				if (!isEscaped(parsed.data.text)) return refuse("invalid_arguments");
				return this.post(caller, parsed.data.text, () =>
					say({ ok: true, channel: channel.id, ts: `${++this.sent}.000100`, message: {} }, headers),
				);
			}
			default:
				return refuse("unknown_method");
		}
	}

	private post({ channel }: Workspace, text: string, answer: () => SandboxAnswer): SandboxStep {
		return {
			operation: / left /.test(text) ? "remove" : "add",
			audience: channel.id,
			apply: () => {
				this.surroundings.change({ type: "message", channel: channel.id, text });
				return answer();
			},
		};
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return { status: 429, body: { ok: false, error: "ratelimited" }, headers: { "retry-after": "1" } };
			case "error_500":
				return { status: 500, body: { ok: false, error: "internal_error" } };
			case "token_expired":
				return refuse("token_revoked");
			case "bad_request":
			case "too_small":
				return refuse("invalid_arguments");
		}
	}

	apply(given: unknown): void {
		const one = change.parse(given);
		if (one.type === "workspace") {
			this.workspaces = [
				...this.workspaces.filter(({ channel }) => channel.id !== one.workspace.channel.id),
				one.workspace,
			];
			return;
		}
		this.messages = [...this.messages, { channel: one.channel, text: one.text }].slice(-kept);
	}

	*journal(): Iterable<unknown> {
		for (const one of this.workspaces) yield { type: "workspace", workspace: one };
		for (const one of this.messages) yield { type: "message", ...one };
	}

	seed(): void {
		this.addAccount({
			token: "xoxb-sandbox-token",
			channel: { id: "C0SANDBOX1", name: "growth" },
			hook: "/services/T0SANDBOX/B0SANDBOX/sandboxhook",
		});
	}

	addAccount(body: unknown): void {
		this.surroundings.change({ type: "workspace", workspace: workspace.parse(body) });
	}

	reset(): void {
		this.workspaces = [];
		this.messages = [];
	}

	describe(): object {
		return { channels: this.workspaces.map(({ channel }) => channel), messages: this.messages };
	}

	describeAudience(id: string): object | null {
		if (!this.workspaces.some(({ channel }) => channel.id === id)) return null;
		return { id, messages: this.messages.filter(({ channel }) => channel === id).map(({ text }) => text) };
	}
}

function readJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}
