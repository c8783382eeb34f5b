import type { z } from "zod";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import { birthForm } from "@/lib/rules/leaves/birth/birth-form";
import { consentForm } from "@/lib/rules/leaves/consent/consent-form";
import { contactForm } from "@/lib/rules/leaves/contact/contact-form";
import { engagementForm } from "@/lib/rules/leaves/engagement/engagement-form";
import { eventForm } from "@/lib/rules/leaves/event/event-form";
import { everyoneForm } from "@/lib/rules/leaves/everyone/everyone-form";
import { featureForm } from "@/lib/rules/leaves/feature/feature-form";
import { listForm } from "@/lib/rules/leaves/list/list-form";
import { rankForm } from "@/lib/rules/leaves/rank/rank-form";
import { segmentForm } from "@/lib/rules/leaves/segment/segment-form";
import { sequenceForm } from "@/lib/rules/leaves/sequence/sequence-form";
import { sessionForm } from "@/lib/rules/leaves/session/session-form";
import { situationForm } from "@/lib/rules/leaves/situation/situation-form";
import { traitForm } from "@/lib/rules/leaves/trait/trait-form";
import { trendForm } from "@/lib/rules/leaves/trend/trend-form";
import { type LeafKindName, type RuleLeaf, ruleLeaf } from "@/lib/rules/rule";

type Forms = { [Name in LeafKindName]: LeafForm<Extract<RuleLeaf, { kind: Name }>> };

/** Every kind of condition, as far as the builder needs it: the rest of a kind would be a third of what the page loads. */
const forms: Forms = {
	everyone: everyoneForm,
	trait: traitForm,
	event: eventForm,
	sequence: sequenceForm,
	rank: rankForm,
	feature: featureForm,
	session: sessionForm,
	trend: trendForm,
	segment: segmentForm,
	situation: situationForm,
	engagement: engagementForm,
	consent: consentForm,
	list: listForm,
	contact: contactForm,
	birth: birthForm,
};

const byName: ReadonlyMap<string, LeafForm<RuleLeaf>> = new Map(
	// Safe because each form only gets leaves with its own name.
	Object.entries(forms).map(([name, form]) => [name, form as unknown as LeafForm<RuleLeaf>]),
);

/** What checks and describes a leaf, by its kind's name. */
export function findForm(name: LeafKindName): LeafForm<RuleLeaf> {
	const found = byName.get(name);
	if (!found) throw new Error(`"${name}" is not a kind of condition`);
	return found;
}

/** The shape of each kind's leaf, by its name. */
export const leafSchemas: ReadonlyMap<string, z.ZodType<RuleLeaf>> = new Map(
	ruleLeaf.options.map((schema) => [schema.shape.kind.value, schema]),
);
