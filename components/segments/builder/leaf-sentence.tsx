"use client";

import { usePlace } from "@/components/segments/builder/builder-context";
import { ComparisonControls } from "@/components/segments/builder/comparison-controls";
import { ConsentSentence } from "@/components/segments/builder/consent-controls";
import { ContactSentence } from "@/components/segments/builder/contact-controls";
import { EngagementSentence } from "@/components/segments/builder/engagement-controls";
import { EventBody, EventSentence } from "@/components/segments/builder/event-controls";
import { FeatureBody, FeatureSentence } from "@/components/segments/builder/feature-controls";
import { NameButton, Word } from "@/components/segments/builder/inline-controls";
import type { KindProps } from "@/components/segments/builder/kind-props";
import { ListSentence } from "@/components/segments/builder/list-controls";
import { newLeaf } from "@/components/segments/builder/new-leaf";
import { RankBody, RankSentence } from "@/components/segments/builder/rank-controls";
import { SegmentSentence } from "@/components/segments/builder/segment-controls";
import { SequenceBody, SequenceSentence } from "@/components/segments/builder/sequence-controls";
import { SessionBody, SessionSentence } from "@/components/segments/builder/session-controls";
import { SituationSentence } from "@/components/segments/builder/situation-controls";
import { SubjectPicker } from "@/components/segments/builder/subject-picker";
import { TrendBody, TrendSentence } from "@/components/segments/builder/trend-controls";
import type { EventLeaf, PropertyLeaf, RuleLeaf } from "@/lib/segments/rule";

export type AnyLeaf = RuleLeaf | PropertyLeaf;

/** A condition as it continues "People …": words, and controls in the place of what can be changed. */
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
					<span className="inline-flex h-7 items-center font-medium text-sm">{leaf.field}</span>
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
	}
}

/** What stands under the sentence: filters of events, steps, lists. */
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

/** Another event in the same sentence: how often and when were meant; its filters and properties were the old event's. */
function keep(before: EventLeaf, next: AnyLeaf): AnyLeaf {
	if (next.kind !== "event" || "property" in before.aggregate) return next;
	const { where: _, ...rest } = before;
	return { ...rest, field: next.field };
}

function Subject({ name, parts, disabled, onChange }: Omit<KindProps<AnyLeaf>, "leaf"> & { name: string }) {
	return (
		<SubjectPicker onPick={(subject) => onChange(newLeaf(subject))}>
			<NameButton label="About" name={name} isInvalid={parts.has("field")} disabled={disabled} />
		</SubjectPicker>
	);
}
