import type {
	AudienceRequest,
	Connection,
	Conversation,
	HttpResponse,
	RequestDescription,
	Turn,
	Verdict,
} from "@/lib/destinations/contract";

/** One page of the network's audiences: the ids of those with our name, and where the next page is. */
export type FoundPage = { ids: readonly string[]; next: string | null };

const maxPages = 50;
const maxCreates = 3;
/** Long enough for a new audience to be listed. */
const lookAgainMs = 10_000;
const laterMs = 5 * 60_000;

/**
 * The audience with the sync's own name, created only when the network has none: the answer to an earlier "create"
 * may have been lost. Two with that name are a question for the user, never a guess.
 */
export function findOrCreate(network: {
	name: string;
	buildFind: (connection: Connection, wanted: AudienceRequest, page: string | null) => RequestDescription;
	readFind: (answer: HttpResponse, wanted: AudienceRequest) => Verdict<FoundPage>;
	buildCreate: (connection: Connection, wanted: AudienceRequest) => RequestDescription;
	readCreate: (answer: HttpResponse) => Verdict<string>;
}): Conversation<AudienceRequest, string> {
	return ({ connection, input, memory, answer }): Turn<string> => {
		if (!answer) {
			return {
				kind: "ask",
				request: network.buildFind(connection, input, null),
				memory: { step: "find", pages: 1, found: "", creates: 0 },
			};
		}
		const creates = Number(memory?.creates ?? 0);
		if (memory?.step === "create") {
			const created = network.readCreate(answer);
			if (created.ok) return { kind: "done", value: created.value };
			const { problem } = created;
			// It may exist all the same: "create" is never repeated before looking for it.
			if (problem.class !== "transient") return { kind: "failed", problem };
			if (creates >= maxCreates) {
				return { kind: "failed", problem: { ...problem, class: "throttled", retryAfterMs: laterMs } };
			}
			return {
				kind: "wait",
				ms: problem.retryAfterMs ?? lookAgainMs,
				request: network.buildFind(connection, input, null),
				memory: { step: "find", pages: 1, found: "", creates },
			};
		}
		const page = network.readFind(answer, input);
		if (!page.ok) return { kind: "failed", problem: page.problem };
		const found = [...new Set([...String(memory?.found ?? "").split(" "), ...page.value.ids])].filter(
			Boolean,
		);
		const pages = Number(memory?.pages ?? 1);
		if (page.value.next !== null && pages < maxPages) {
			return {
				kind: "ask",
				request: network.buildFind(connection, input, page.value.next),
				memory: { step: "find", pages: pages + 1, found: found.join(" "), creates },
			};
		}
		const [id, ...twins] = found;
		if (twins.length > 0) {
			return {
				kind: "failed",
				problem: {
					class: "config",
					message: `${network.name} has ${found.length} audiences named “${input.name}”. Delete or rename all but the one Muster shall keep up to date, then run the sync again.`,
					detail: `ids ${found.slice(0, 5).join(", ")}`,
				},
			};
		}
		return id === undefined
			? {
					kind: "ask",
					request: network.buildCreate(connection, input),
					memory: { step: "create", creates: creates + 1 },
				}
			: { kind: "done", value: id };
	};
}
