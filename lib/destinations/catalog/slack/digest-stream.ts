import type { DestinationDefinition, IdentifierKind } from "@/lib/destinations/contract";

const nothing = "not sent: only how many people there are";
const kind = (kind: string, label: string, origin: IdentifierKind["origin"]): IdentifierKind => ({
	kind,
	column: kind,
	label,
	origin,
	sentAs: nothing,
	toRemoteKey: (raw) => raw.trim() || null,
});

/** What both ways to post a digest have in common: people are counted by an identifier that never leaves Muster. */
export const digestStream = {
	category: "Email & messaging",
	shape: "stream",
	purposes: ["email", "advertising", "sms", "push"],
	identifierKinds: [
		kind("user_id", "Your customer ID", { from: "identifier", kind: "user_id" }),
		kind("email", "Email", { from: "vault", field: "email" }),
		kind("phone", "Phone", { from: "vault", field: "phone" }),
	],
	// One message each: no limit of Slack's is about people.
	limits: { rowsPerRequest: 10_000, timeoutMs: 15_000, settleMs: () => 60_000, refusedRetryMs: 3_600_000 },
	// "One message per second per channel": docs.slack.dev/apis/web-api/rate-limits
	rate: { requests: 1, perMs: 1_000, concurrency: 1 },
	prepareAudience: null,
	readSize: null,
	receipts: null,
	// Retry-After is read by whoever sends.
	readPause: () => 0,
} satisfies Partial<DestinationDefinition>;
