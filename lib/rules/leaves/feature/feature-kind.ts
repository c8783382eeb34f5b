import type { LeafKind } from "@/lib/rules/leaf-kind";
import { watchWindow } from "@/lib/rules/leaves/event/watch-window";
import { compileFeature } from "@/lib/rules/leaves/feature/compile-feature";
import { featureForm } from "@/lib/rules/leaves/feature/feature-form";
import { prepareFeature } from "@/lib/rules/leaves/feature/prepare-feature";
import type { FeatureLeaf } from "@/lib/rules/rule";

/** How many of some features were used at least once. */
export const featureKind: LeafKind<FeatureLeaf> = {
	...featureForm,
	compile: compileFeature,
	prepare: prepareFeature,
	watch: ({ events, window }) => watchWindow([...new Set(events.map(({ event }) => event))], window),
};
