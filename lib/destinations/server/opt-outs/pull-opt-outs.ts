import { networkOf } from "@/lib/destinations/registry";
import { converse } from "@/lib/destinations/server/converse";
import { keepFresh } from "@/lib/destinations/server/keep-fresh";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { applyOptOuts } from "@/lib/destinations/server/opt-outs/apply-opt-outs";
import { noteReports } from "@/lib/destinations/server/opt-outs/note-reports";
import type { SendOutcome } from "@/lib/destinations/server/send-requests";
import type { OptOutFeed } from "@/lib/platform/postgres/generated/client";
import type { Context } from "@/lib/workspaces/server/context";

/** Of no tool is there anything earlier, and some refuse a year like 1970. */
const beginning = new Date(Date.UTC(2000, 0, 1));
/** Pages asked for in one go; the rest follows a minute later. */
const mostRounds = 20;
const firstRetryMs = 60_000;
const longestRetryMs = 6 * 3_600_000;

export type PullWorld = {
	now: () => number;
	sleep?: (ms: number) => Promise<void>;
	signal?: AbortSignal;
	/** Requests of the account wait for their turn by this clock instead of Postgres's. */
	hasOwnClock?: boolean;
};

/**
 * Asks one destination whom it reports, from where the last answer ended. What an answer holds is applied before the
 * place is moved on: cut short in between, the same is asked for again, and changes nothing.
 */
export async function pullOptOuts(
	ctx: Context,
	destinationId: string,
	world: PullWorld,
): Promise<{ applied: number; problem: string | null }> {
	const stored = await ctx.db.destination.findUniqueOrThrow({
		where: { id: destinationId },
		include: { optOutFeed: true },
	});
	const network = networkOf(stored.network);
	if (!network.optOuts || stored.archivedAt) return { applied: 0, problem: null };
	const connection = openConnection(stored);
	const freshen = keepFresh(network, stored, connection);
	const { everyMs, read } = network.optOuts;
	let since = stored.optOutFeed?.since ?? beginning;
	let applied = 0;
	for (let round = 0; round < mostRounds && !world.signal?.aborted; round++) {
		const at = new Date(world.now());
		const input = { since, at };
		const outcome = await converse(read, {
			connection,
			input: () => input,
			account: { destinationId, rate: network.rate },
			freshen,
			readPause: (answer) => network.readPause(answer),
			timeoutMs: network.limits.timeoutMs,
			patienceMs: 15_000,
			...(world.sleep ? { sleep: world.sleep } : {}),
			...(world.signal ? { signal: world.signal } : {}),
			...(world.hasOwnClock ? { clock: world.now } : {}),
		});
		if (outcome.kind !== "answered") {
			const problem = problemText(network.name, outcome);
			await noteFailure(ctx, destinationId, stored.optOutFeed, { problem, now: world.now() });
			return { applied, problem };
		}
		const { optOuts, until } = outcome.value;
		const result = await applyOptOuts({ ...ctx, now: at }, stored, optOuts);
		applied += result.applied;
		// Never back, and never beyond what was asked for: what comes later than that is asked for next time.
		const next = new Date(Math.min(at.getTime(), Math.max(since.getTime(), until.getTime())));
		const isOver = next.getTime() >= at.getTime() || next.getTime() === since.getTime();
		const isLast = isOver || round === mostRounds - 1;
		await noteReports(ctx.db, destinationId, result, at, {
			since: next,
			attempts: 0,
			problem: null,
			...(isLast ? { nextAt: new Date(at.getTime() + (isOver ? everyMs : 0)) } : {}),
		});
		if (isLast) break;
		since = next;
	}
	return { applied, problem: null };
}

function problemText(name: string, outcome: Exclude<SendOutcome<unknown>, { kind: "answered" }>): string {
	if (outcome.kind === "problem") return outcome.problem.message;
	return outcome.kind === "not_sent"
		? outcome.reason
		: `${name} did not answer clearly: ${outcome.reason || "the answer was lost"}`;
}

async function noteFailure(
	ctx: Context,
	destinationId: string,
	feed: OptOutFeed | null,
	{ problem, now }: { problem: string; now: number },
): Promise<void> {
	const attempts = (feed?.attempts ?? 0) + 1;
	const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, attempts - 1));
	await ctx.db.optOutFeed.update({
		where: { destinationId },
		data: { attempts, problem, nextAt: new Date(now + waitMs) },
	});
}
