import type { Edge, LeafKind } from "@/lib/rules/leaf-kind";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import { compileSequence } from "@/lib/rules/leaves/sequence/compile-sequence";
import { prepareSequence } from "@/lib/rules/leaves/sequence/prepare-sequence";
import { readSteps, waitMs } from "@/lib/rules/leaves/sequence/read-steps";
import { sequenceForm } from "@/lib/rules/leaves/sequence/sequence-form";
import type { SequenceLeaf } from "@/lib/rules/rule";

/** Steps one after another, and what must not happen between and after them. Any choice of events will do. */
export const sequenceKind: LeafKind<SequenceLeaf> = {
	...sequenceForm,
	compile: compileSequence,
	prepare: prepareSequence,
	watch: (leaf) => {
		const watch = watchWindow([...new Set(leaf.steps.map(({ event }) => event))], leaf.window);
		const plan = readSteps(leaf);
		const wait = waitMs(plan);
		const last = plan.links.at(-1);
		if (wait === 0 || !last) return watch;
		// The sequence is complete once the wait after its last step is over.
		const edge: Edge = { kind: "ago", amount: wait / 60_000, unit: "minutes" };
		return { ...watch, eventEdges: [...watch.eventEdges, { events: [last.choice.event], edge }] };
	},
};
