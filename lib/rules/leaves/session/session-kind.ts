import type { LeafKind } from "@/lib/rules/leaf-kind";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import { compileSession } from "@/lib/rules/leaves/session/compile-session";
import { prepareSession } from "@/lib/rules/leaves/session/prepare-session";
import { activeTime } from "@/lib/rules/leaves/session/session-events";
import { sessionForm } from "@/lib/rules/leaves/session/session-form";
import type { SessionLeaf } from "@/lib/rules/rule";

/**
 * Number, length or content of a person's sessions. Without sessions the longest is missing, the rest is 0.
 */
export const sessionKind: LeafKind<SessionLeaf> = {
	...sessionForm,
	compile: compileSession,
	prepare: prepareSession,
	watch: ({ measure, window }) =>
		measure.kind === "activeSeconds"
			? { ...watchWindow([activeTime.event], window), properties: [activeTime.seconds, activeTime.name] }
			: watchWindow("all", window),
};
