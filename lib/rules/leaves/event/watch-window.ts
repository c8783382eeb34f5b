import { type Watch, watchNothing } from "@/lib/rules/leaf-kind";
import type { EventWindow } from "@/lib/rules/rule";
import { windowEdges } from "@/lib/rules/window";

/** What can change the events of some names ("all" for any) that lie in a window. */
export function watchWindow(events: readonly string[] | "all", window: EventWindow): Watch {
	const { after, upTo } = windowEdges(window);
	return {
		...watchNothing,
		events,
		...(after ? { eventsAfter: after } : {}),
		traits: window.kind === "sinceTrait" ? [window.trait] : [],
		eventEdges: [after, upTo].flatMap((edge) => (edge ? [{ events, edge }] : [])),
	};
}
