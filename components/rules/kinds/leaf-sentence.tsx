"use client";

import { useBuilder, usePlace } from "@/components/rules/builder-context";
import { ComparisonControls } from "@/components/rules/controls/comparison-controls";
import { NameButton, Word } from "@/components/rules/controls/inline-controls";
import { BirthSentence } from "@/components/rules/kinds/birth-controls";
import { ConsentSentence } from "@/components/rules/kinds/consent-controls";
import { ContactSentence } from "@/components/rules/kinds/contact-controls";
import { EngagementSentence } from "@/components/rules/kinds/engagement-controls";
import { EventBody, EventSentence } from "@/components/rules/kinds/event-controls";
import { FeatureBody, FeatureSentence } from "@/components/rules/kinds/feature-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { ListSentence } from "@/components/rules/kinds/list-controls";
import { newLeaf, newPropertyLeaf, type Subject as PickedSubject } from "@/components/rules/kinds/new-leaf";
import { RankBody, RankSentence } from "@/components/rules/kinds/rank-controls";
import { SegmentSentence } from "@/components/rules/kinds/segment-controls";
import { SequenceBody, SequenceSentence } from "@/components/rules/kinds/sequence-controls";
import { SessionBody, SessionSentence } from "@/components/rules/kinds/session-controls";
import { SituationSentence } from "@/components/rules/kinds/situation-controls";
import { TrendBody, TrendSentence } from "@/components/rules/kinds/trend-controls";
import { PropertyPicker } from "@/components/rules/pickers/property-picker";
import { SubjectPicker } from "@/components/rules/pickers/subject-picker";
import type { ValueType } from "@/lib/rules/catalog";
import type { EventLeaf, PropertyLeaf, RuleLeaf } from "@/lib/rules/rule";
import { unfilledPhrase } from "@/lib/rules/unfilled-name";
import { roleOf } from "@/lib/segments/template-roles";

export type AnyLeaf = RuleLeaf | PropertyLeaf;

/** A condition as it continues "People …": text, and controls for what can be changed. */
export function LeafSentence({ leaf, ...shared }: KindProps<AnyLeaf>) {
	const { event } = usePlace();
	switch (leaf.kind) {
		case "everyone":
			return <Subject name="Everyone" {...shared} />;
		case "trait":
			return (
				<>
					<Word>whose</Word>
					<Subject name={leaf.field} {...shared} />
					<ComparisonControls leaf={leaf} source={{ trait: leaf.field }} {...shared} />
				</>
			);
		case "event":
			return (
				<EventSentence
					leaf={leaf}
					{...shared}
					subject={
						<Subject name={leaf.field} {...shared} onChange={(next) => shared.onChange(keep(leaf, next))} />
					}
				/>
			);
		case "property":
			return (
				<>
					<PropertyPicker
						event={event ?? ""}
						onPick={(name, type) => shared.onChange(renameProperty(leaf, name, type))}
					>
						<NameButton
							label="Property"
							name={leaf.field}
							isInvalid={shared.parts.has("field")}
							disabled={shared.disabled}
						/>
					</PropertyPicker>
					<ComparisonControls leaf={leaf} source={{ event: event ?? "", property: leaf.field }} {...shared} />
				</>
			);
		case "sequence":
			return <SequenceSentence leaf={leaf} {...shared} />;
		case "rank":
			return <RankSentence leaf={leaf} {...shared} />;
		case "segment":
			return <SegmentSentence leaf={leaf} {...shared} />;
		case "feature":
			return <FeatureSentence leaf={leaf} {...shared} />;
		case "session":
			return <SessionSentence leaf={leaf} {...shared} />;
		case "trend":
			return <TrendSentence leaf={leaf} {...shared} />;
		case "situation":
			return <SituationSentence leaf={leaf} {...shared} />;
		case "engagement":
			return <EngagementSentence leaf={leaf} {...shared} />;
		case "consent":
			return <ConsentSentence leaf={leaf} {...shared} />;
		case "list":
			return <ListSentence leaf={leaf} {...shared} />;
		case "contact":
			return <ContactSentence leaf={leaf} {...shared} />;
		case "birth":
			return <BirthSentence leaf={leaf} {...shared} />;
	}
}

/** What is shown under the sentence: filters of events, steps, lists. */
export function LeafBody({ leaf, ...shared }: KindProps<AnyLeaf>) {
	switch (leaf.kind) {
		case "event":
			return <EventBody leaf={leaf} {...shared} />;
		case "sequence":
			return <SequenceBody leaf={leaf} {...shared} />;
		case "rank":
			return <RankBody leaf={leaf} {...shared} />;
		case "feature":
			return <FeatureBody leaf={leaf} {...shared} />;
		case "session":
			return <SessionBody leaf={leaf} {...shared} />;
		case "trend":
			return <TrendBody leaf={leaf} {...shared} />;
		default:
			return null;
	}
}

/** Another property in the same comparison, if the comparison fits its type. */
function renameProperty(before: PropertyLeaf, field: string, type: ValueType): PropertyLeaf {
	const fits = before.type === type && unfilledPhrase(before.field) !== null;
	return fits ? { ...before, field } : newPropertyLeaf(field, type);
}

/**
 * Another event in the same sentence: keeps how often and when; filters and properties were the old event's,
 * unless there was none yet.
 */
function keep(before: EventLeaf, next: AnyLeaf): AnyLeaf {
	if (next.kind !== "event") return next;
	if (unfilledPhrase(before.field) !== null) return { ...before, field: next.field };
	if ("property" in before.aggregate) return next;
	const { where: _, ...rest } = before;
	return { ...rest, field: next.field };
}

function Subject({ name, parts, disabled, onChange }: Omit<KindProps<AnyLeaf>, "leaf"> & { name: string }) {
	const { fillRole } = useBuilder();
	const pick = (subject: PickedSubject) => {
		const role = roleOf(name);
		if (role && subject.kind === "event") fillRole(role, subject.name);
		else onChange(newLeaf(subject));
	};
	return (
		<SubjectPicker onPick={pick}>
			<NameButton label="About" name={name} isInvalid={parts.has("field")} disabled={disabled} />
		</SubjectPicker>
	);
}
