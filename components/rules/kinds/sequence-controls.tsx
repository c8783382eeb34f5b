"use client";

import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { type At, partsOf, useBuilder, useProblems } from "@/components/rules/builder-context";
import { DurationControls } from "@/components/rules/controls/duration-controls";
import { InlineCheck, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { Problems } from "@/components/rules/controls/problems";
import { AddFilter, FilterTree, withWhere } from "@/components/rules/controls/property-filters";
import { WindowControls } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { EventPicker } from "@/components/rules/pickers/name-picker";
import { Button } from "@/components/ui/button";
import type { Duration, SequenceLeaf, SequenceStep } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";

const week: Duration = { amount: 7, unit: "days" };
const mostSteps = 8;
const anyTime = { value: "any", label: "at any time" } as const;
const within = { value: "within", label: "within" } as const;

/** "did these in order, in the last 30 days". */
export function SequenceSentence({ leaf, parts, disabled, onChange }: KindProps<SequenceLeaf>) {
	return (
		<>
			<InlineSelect
				label="Whether it happened"
				value={leaf.operator}
				options={[
					{ value: "happened", label: "did these in order" },
					{ value: "didNotHappen", label: "did not do these in order" },
				]}
				onChange={(operator) => onChange({ ...leaf, operator })}
				disabled={disabled}
			/>
			<WindowControls
				window={leaf.window}
				isInvalid={parts.has("window")}
				disabled={disabled}
				onChange={(window) => onChange({ ...leaf, window })}
			/>
		</>
	);
}

/** The steps, one under the other, and what holds for all of them. */
export function SequenceBody({ leaf, at, parts, disabled, onChange }: KindProps<SequenceLeaf>) {
	const { steps, withinTotal, soFar } = leaf;
	const endsWithNot = steps.at(-1)?.not === true;
	const put = (next: SequenceStep[]) => onChange({ ...leaf, steps: next });
	return (
		<div className="mt-1 grid gap-1 border-border border-l-2 pl-2">
			<ol className="grid gap-1">
				{steps.map((step, index) => (
					<Step
						// Steps have no handles of their own; their place is what they are.
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
				{!disabled && steps.length < mostSteps && (
					<Button
						variant="ghost"
						size="sm"
						className="text-primary"
						onClick={() => put([...steps, { event: unfilledName("the next step") }])}
					>
						<Plus aria-hidden="true" />
						Add step
					</Button>
				)}
				<InlineCheck
					checked={withinTotal !== undefined}
					disabled={disabled}
					onChange={(checked) => onChange({ ...leaf, withinTotal: checked ? week : undefined })}
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
						onChange={(checked) => onChange({ ...leaf, soFar: checked })}
					>
						also people whose time for the last step has not passed yet
					</InlineCheck>
				)}
			</div>
		</div>
	);
}

/** Two steps change places; "not" and "within" are about the gap, so a first step loses them. */
function swap(steps: readonly SequenceStep[], from: number, to: number): SequenceStep[] {
	const [one, other] = [steps[from], steps[to]];
	if (!one || !other) return [...steps];
	const [first, ...rest] = steps.with(from, other).with(to, one);
	if (!first) return [];
	const { not: _, within: __, ...plain } = first;
	return [plain, ...rest];
}

function Step({
	step,
	index,
	count,
	at,
	disabled,
	onChange,
	onMove,
	onRemove,
}: {
	step: SequenceStep;
	index: number;
	count: number;
	at: At;
	disabled: boolean;
	onChange: (step: SequenceStep) => void;
	onMove: (to: number) => void;
	onRemove: () => void;
}) {
	const { isReadOnly } = useBuilder();
	const problems = useProblems(at);
	const parts = partsOf(problems);
	const isTrailingNot = step.not === true && index === count - 1;
	return (
		<li>
			<fieldset aria-label={`Step ${index + 1}`} className="grid min-w-0 gap-1">
				<div className="flex items-start gap-2">
					<div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1.5 gap-y-1">
						<Word>{index + 1}.</Word>
						{index > 0 && (
							<>
								<InlineSelect
									label="Whether this step happens"
									value={step.not ? "not" : "then"}
									options={[
										{ value: "then", label: "then" },
										{ value: "not", label: "then not" },
									]}
									onChange={(chosen) => {
										const isNot = chosen === "not";
										const limit = step.within ?? (isNot && index === count - 1 ? week : undefined);
										onChange({ ...step, not: isNot || undefined, within: limit });
									}}
									disabled={disabled}
								/>
								<InlineSelect
									label="When this step happens"
									value={step.within ? "within" : "any"}
									options={isTrailingNot && step.within ? [within] : [anyTime, within]}
									onChange={(chosen) => onChange({ ...step, within: chosen === "within" ? week : undefined })}
									disabled={disabled}
								/>
								{step.within && (
									<DurationControls
										label="Within"
										value={step.within}
										isInvalid={parts.has("within")}
										disabled={disabled}
										onChange={(limit) => onChange({ ...step, within: limit })}
									/>
								)}
							</>
						)}
						<EventPicker
							label={`Event of step ${index + 1}`}
							name={step.event}
							isInvalid={problems.length > 0 && !parts.has("within")}
							disabled={disabled}
							onPick={(event) => onChange(withWhere({ ...step, event }, undefined))}
						/>
						<AddFilter
							event={step.event}
							where={step.where}
							onChange={(where) => onChange(withWhere(step, where))}
						/>
					</div>
					{!isReadOnly && (
						<div className="flex shrink-0">
							<StepButton
								label={`Move step ${index + 1} up`}
								disabled={index === 0}
								onClick={() => onMove(index - 1)}
							>
								<ArrowUp aria-hidden="true" />
							</StepButton>
							<StepButton
								label={`Move step ${index + 1} down`}
								disabled={index === count - 1}
								onClick={() => onMove(index + 1)}
							>
								<ArrowDown aria-hidden="true" />
							</StepButton>
							<StepButton label={`Remove step ${index + 1}`} disabled={count <= 2} onClick={onRemove}>
								<X aria-hidden="true" />
							</StepButton>
						</div>
					)}
				</div>
				<Problems problems={problems} />
				<FilterTree
					event={step.event}
					where={step.where}
					at={at}
					onChange={(where) => onChange(withWhere(step, where))}
				/>
			</fieldset>
		</li>
	);
}

function StepButton({
	label,
	disabled,
	onClick,
	children,
}: {
	label: string;
	disabled: boolean;
	onClick: () => void;
	children: React.ReactNode;
}) {
	return (
		<Button
			variant="ghost"
			size="icon-sm"
			className="size-6 text-muted-foreground"
			aria-label={label}
			title={label}
			disabled={disabled}
			onClick={onClick}
		>
			{children}
		</Button>
	);
}
