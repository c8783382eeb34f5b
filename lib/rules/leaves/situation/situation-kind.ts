import type { LeafKind } from "@/lib/rules/leaf-kind";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import { aspectPaths, latitudePath, longitudePath } from "@/lib/rules/leaves/situation/aspects";
import { compileSituation } from "@/lib/rules/leaves/situation/compile-situation";
import { prepareSituation } from "@/lib/rules/leaves/situation/prepare-situation";
import { situationForm } from "@/lib/rules/leaves/situation/situation-form";
import type { SituationLeaf } from "@/lib/rules/rule";

/**
 * Where and when: a fact of the latest event that has it; an event at a local hour or weekday, in the workspace's zone;
 * an event near a point.
 */
export const situationKind: LeafKind<SituationLeaf> = {
	...situationForm,
	compile: compileSituation,
	prepare: prepareSituation,
	watch: ({ event, window, test }) => ({
		...watchWindow(event === undefined ? "all" : [event], window),
		properties: propertiesOf(test),
	}),
};

function propertiesOf(test: SituationLeaf["test"]): string[] {
	if (test.kind === "latest") return [aspectPaths[test.aspect]];
	return test.kind === "near" ? [latitudePath, longitudePath] : [];
}
