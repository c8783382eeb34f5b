import type {
	Connection,
	Conversation,
	HttpResponse,
	RequestDescription,
	Said,
	Verdict,
} from "@/lib/destinations/contract";

/** The usual conversation: one request, one answer. */
export function oneRequest<I, T>(
	build: (connection: Connection, input: I, at: Date) => RequestDescription,
	read: (answer: HttpResponse, input: I, connection: Connection) => Verdict<T>,
): Conversation<I, T> {
	return ({ connection, input, answer, at }) => {
		if (!answer) return { kind: "ask", request: build(connection, input, at) };
		const verdict = read(answer, input, connection);
		return verdict.ok ? { kind: "done", value: verdict.value } : { kind: "failed", problem: verdict.problem };
	};
}

/** The first request of a conversation, for showing what would be sent. */
export function firstRequest<I, T>(
	conversation: Conversation<I, T>,
	said: Pick<Said<I>, "connection" | "input" | "at">,
): RequestDescription {
	const turn = conversation({ ...said, memory: null, answer: null });
	if (turn.kind !== "ask" && turn.kind !== "wait") throw new Error("A conversation begins with a request");
	return turn.request;
}
