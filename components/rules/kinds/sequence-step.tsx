"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type At, partsOf, useBuilder, useProblems } from "@/components/rules/builder-context";
import { DurationControls } from "@/components/rules/controls/duration-controls";
import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { Problems } from "@/components/rules/controls/problems";
import { EventChoiceControls, FilterTree } from "@/components/rules/controls/property-filters";
import { RowButton } from "@/components/rules/controls/row-buttons";
import type { Duration, SequenceStep } from "@/lib/rules/rule";

/** Default time limit of a step. */
export const usualLimit: Duration = { amount: 7, unit: "days" };

const anyTime = { value: "any", label: "at any time" } as const;
const within = { value: "within", label: "within" } as const;

/** One step: whether and when it happens after the one before, and the event. */
export function SequenceStepRow({
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
										const limit = step.within ?? (isNot && index === count - 1 ? usualLimit : undefined);
										onChange({ ...step, not: isNot || undefined, within: limit });
									}}
									disabled={disabled}
								/>
								<InlineSelect
									label="When this step happens"
									value={step.within ? "within" : "any"}
									options={isTrailingNot && step.within ? [within] : [anyTime, within]}
									onChange={(chosen) =>
										onChange({ ...step, within: chosen === "within" ? usualLimit : undefined })
									}
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
						<EventChoiceControls
							label={`Event of step ${index + 1}`}
							choice={step}
							isInvalid={problems.length > 0 && !parts.has("within")}
							disabled={disabled}
							onChange={onChange}
						/>
					</div>
					{!isReadOnly && (
						<div className="flex shrink-0">
							<RowButton
								label={`Move step ${index + 1} up`}
								disabled={index === 0}
								onClick={() => onMove(index - 1)}
							>
								<ArrowUp aria-hidden="true" />
							</RowButton>
							<RowButton
								label={`Move step ${index + 1} down`}
								disabled={index === count - 1}
								onClick={() => onMove(index + 1)}
							>
								<ArrowDown aria-hidden="true" />
							</RowButton>
							<RowButton label={`Remove step ${index + 1}`} disabled={count <= 2} onClick={onRemove}>
								<X aria-hidden="true" />
							</RowButton>
						</div>
					)}
				</div>
				<Problems problems={problems} />
				<FilterTree choice={step} at={at} onChange={onChange} />
			</fieldset>
		</li>
	);
}
