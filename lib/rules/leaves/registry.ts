import type { LeafKind } from "@/lib/rules/leaf-kind";
import { birthKind } from "@/lib/rules/leaves/birth/birth-kind";
import { consentKind } from "@/lib/rules/leaves/consent/consent-kind";
import { contactKind } from "@/lib/rules/leaves/contact/contact-kind";
import { engagementKind } from "@/lib/rules/leaves/engagement/engagement-kind";
import { eventKind } from "@/lib/rules/leaves/event/event-kind";
import { everyoneKind } from "@/lib/rules/leaves/everyone/everyone-kind";
import { featureKind } from "@/lib/rules/leaves/feature/feature-kind";
import { listKind } from "@/lib/rules/leaves/list/list-kind";
import { withMovingFilters } from "@/lib/rules/leaves/moving-filters";
import { rankKind } from "@/lib/rules/leaves/rank/rank-kind";
import { segmentKind } from "@/lib/rules/leaves/segment/segment-kind";
import { sequenceKind } from "@/lib/rules/leaves/sequence/sequence-kind";
import { sessionKind } from "@/lib/rules/leaves/session/session-kind";
import { situationKind } from "@/lib/rules/leaves/situation/situation-kind";
import { traitKind } from "@/lib/rules/leaves/trait/trait-kind";
import { trendKind } from "@/lib/rules/leaves/trend/trend-kind";
import type { LeafKindName, RuleLeaf } from "@/lib/rules/rule";

type Kinds = { [Name in LeafKindName]: LeafKind<Extract<RuleLeaf, { kind: Name }>> };

/** Every kind of condition there is. */
const kinds: Kinds = {
	everyone: everyoneKind,
	trait: traitKind,
	event: eventKind,
	sequence: sequenceKind,
	rank: rankKind,
	feature: featureKind,
	session: sessionKind,
	trend: trendKind,
	segment: segmentKind,
	situation: situationKind,
	engagement: engagementKind,
	consent: consentKind,
	list: listKind,
	contact: contactKind,
	birth: birthKind,
};

const byName: ReadonlyMap<string, LeafKind<RuleLeaf>> = new Map(
	// Safe because each kind only gets leaves with its own name.
	Object.entries(kinds).map(([name, kind]) => [
		name,
		withMovingFilters(kind as unknown as LeafKind<RuleLeaf>),
	]),
);

/** The kind of a leaf, by its name. */
export function findKind(name: LeafKindName): LeafKind<RuleLeaf> {
	const found = byName.get(name);
	if (!found) throw new Error(`"${name}" is not a kind of condition`);
	return found;
}
