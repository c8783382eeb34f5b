import type { z } from "zod";
import type { LeafKind } from "@/lib/segments/leaf-kind";
import { eventKind } from "@/lib/segments/leaves/event/event-kind";
import { everyoneKind } from "@/lib/segments/leaves/everyone/everyone-kind";
import { traitKind } from "@/lib/segments/leaves/trait/trait-kind";
import { type LeafKindName, type RuleLeaf, ruleLeaf } from "@/lib/segments/rule";

type Kinds = { [Name in LeafKindName]: LeafKind<Extract<RuleLeaf, { kind: Name }>> };

/** Every kind of condition there is. */
const kinds: Partial<Kinds> = {
	everyone: everyoneKind,
	trait: traitKind,
	event: eventKind,
};

/** The kind of a leaf, by its name. */
export function findKind(name: LeafKindName): LeafKind<RuleLeaf> {
	const found = kinds[name];
	if (!found) throw new Error(`"${name}" is not a kind of condition`);
	// Safe because each kind is only ever given leaves of its own name.
	return found as unknown as LeafKind<RuleLeaf>;
}

/** The shape of each kind's leaf, by its name. */
export const leafSchemas: ReadonlyMap<string, z.ZodType<RuleLeaf>> = new Map(
	ruleLeaf.options.map((schema) => [schema.shape.kind.value, schema]),
);
