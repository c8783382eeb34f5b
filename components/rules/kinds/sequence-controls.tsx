"use client";

import { DurationControls } from "@/components/rules/controls/duration-controls";
import { InlineCheck } from "@/components/rules/controls/inline-controls";
import { OperatorSelect } from "@/components/rules/controls/operator-select";
import { AddRow } from "@/components/rules/controls/row-buttons";
import { LeafWindow } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { SequenceStepRow, usualLimit } from "@/components/rules/kinds/sequence-step";
import type { SequenceLeaf, SequenceStep } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";

const maxSteps = 8;

const operatorWords = { happened: "did these in order", didNotHappen: "did not do these in order" };

/** "did these in order, in the last 30 days". */
export function SequenceSentence({ leaf, parts, disabled, onChange }: KindProps<SequenceLeaf>) {
	return (
		<>
			<OperatorSelect
				label="Whether it happened"
				leaf={leaf}
				words={operatorWords}
				disabled={disabled}
				onChange={onChange}
			/>
			<LeafWindow leaf={leaf} parts={parts} disabled={disabled} onChange={onChange} />
		</>
	);
}

/** The steps, one below the other, and what applies to all of them. */
export function SequenceBody({ leaf, at, parts, disabled, onChange }: KindProps<SequenceLeaf>) {
	const { steps, withinTotal, soFar } = leaf;
	const endsWithNot = steps.at(-1)?.not === true;
	const put = (next: SequenceStep[]) => onChange({ ...leaf, steps: next });
	return (
		<div className="mt-1 grid gap-1 border-border border-l-2 pl-2">
			<ol className="grid gap-1">
				{steps.map((step, index) => (
					<SequenceStepRow
						// Steps have no ids; their position identifies them.
						// biome-ignore lint/suspicious/noArrayIndexKey: see above
						key={index}
						step={step}
						index={index}
						count={steps.length}
						at={[...at, "steps", index]}
						disabled={disabled}
						onChange={(changed) => put(steps.with(index, changed))}
						onMove={(to) => put(swap(steps, index, to))}
						onRemove={() => put(steps.toSpliced(index, 1))}
					/>
				))}
			</ol>
			<div className="flex flex-wrap items-center gap-x-2 gap-y-1">
				{!disabled && (
					<AddRow
						count={steps.length}
						most={maxSteps}
						what="steps"
						onClick={() => put([...steps, { event: unfilledName("the next step") }])}
					>
						Add step
					</AddRow>
				)}
				<InlineCheck
					checked={withinTotal !== undefined}
					disabled={disabled}
					onChange={(checked) => onChange({ ...leaf, withinTotal: checked ? usualLimit : undefined })}
				>
					all of it within
				</InlineCheck>
				{withinTotal && (
					<DurationControls
						label="All steps within"
						value={withinTotal}
						isInvalid={parts.has("withinTotal")}
						disabled={disabled}
						onChange={(value) => onChange({ ...leaf, withinTotal: value })}
					/>
				)}
				{endsWithNot && (
					<InlineCheck
						checked={soFar ?? false}
						disabled={disabled}
						onChange={(checked) => onChange({ ...leaf, soFar: checked || undefined })}
					>
						also people whose time for the last step has not passed yet
					</InlineCheck>
				)}
			</div>
		</div>
	);
}

/** Swaps two steps; "not" and "within" describe the gap, so a first step loses them. */
function swap(steps: readonly SequenceStep[], from: number, to: number): SequenceStep[] {
	const [one, other] = [steps[from], steps[to]];
	if (!one || !other) return [...steps];
	const [first, ...rest] = steps.with(from, other).with(to, one);
	if (!first) return [];
	const { not: _, within: __, ...plain } = first;
	return [plain, ...rest];
}
