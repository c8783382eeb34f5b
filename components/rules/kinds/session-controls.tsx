"use client";

import { InlineInput, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { NumberComparison } from "@/components/rules/controls/number-comparison";
import { EventChoiceControls, FilterTree } from "@/components/rules/controls/property-filters";
import { LeafWindow } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { withPart } from "@/components/rules/kinds/with-part";
import { aggregateOperators } from "@/lib/rules/catalog";
import type { SessionLeaf, SessionMeasure } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";

const measures: readonly { value: SessionMeasure["kind"]; label: string; unit: string }[] = [
	{ value: "count", label: "number of sessions", unit: "" },
	{ value: "longestMinutes", label: "longest session", unit: "minutes" },
	{ value: "mostPages", label: "most pages in one session", unit: "pages" },
	{ value: "mostOf", label: "most times in one session of", unit: "times" },
	{ value: "activeSeconds", label: "active time", unit: "seconds" },
];

function measureOfKind(kind: SessionMeasure["kind"]): SessionMeasure {
	return kind === "mostOf" ? { kind, event: unfilledName("an event") } : { kind };
}

/** "whose longest session is at least 10 minutes in the last 30 days". */
export function SessionSentence(props: KindProps<SessionLeaf>) {
	const { leaf, parts, disabled, onChange } = props;
	const { measure } = leaf;
	const unit = measures.find(({ value }) => value === measure.kind)?.unit ?? "";
	return (
		<>
			<Word>whose</Word>
			<InlineSelect<SessionMeasure["kind"]>
				label="What of their sessions"
				value={measure.kind}
				options={measures}
				onChange={(kind) => onChange({ ...leaf, measure: measureOfKind(kind) })}
				disabled={disabled}
			/>
			{measure.kind === "mostOf" && (
				<EventChoiceControls
					choice={measure}
					isInvalid={parts.has("measure") || parts.has("event")}
					disabled={disabled}
					onChange={(next) => onChange({ ...leaf, measure: next })}
				/>
			)}
			{measure.kind === "activeSeconds" && (
				<>
					<Word>on</Word>
					<InlineInput
						aria-label="Page or screen"
						placeholder="any page"
						value={measure.page ?? ""}
						disabled={disabled}
						onChange={(event) =>
							onChange({ ...leaf, measure: withPart(measure, "page", event.target.value) })
						}
					/>
				</>
			)}
			<NumberComparison
				of="sessions"
				label={unit === "" ? "How many" : `How many ${unit}`}
				leaf={leaf}
				operators={aggregateOperators("count")}
				isWhole={measure.kind !== "longestMinutes"}
				isInvalid={parts.has("value")}
				disabled={disabled}
				onChange={onChange}
			/>
			{unit !== "" && <Word>{unit}</Word>}
			<LeafWindow {...props} />
		</>
	);
}

export function SessionBody({ leaf, at, onChange }: KindProps<SessionLeaf>) {
	const { measure } = leaf;
	if (measure.kind !== "mostOf") return null;
	return (
		<FilterTree
			choice={measure}
			at={[...at, "measure"]}
			onChange={(next) => onChange({ ...leaf, measure: next })}
		/>
	);
}
