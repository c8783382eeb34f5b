"use client";

import { X } from "lucide-react";
import { useAt, useBuilder, useProblems } from "@/components/rules/builder-context";
import { InlineCheck, Word } from "@/components/rules/controls/inline-controls";
import { InlineAmount } from "@/components/rules/controls/inline-number";
import { Problems } from "@/components/rules/controls/problems";
import { EventChoiceControls, FilterTree } from "@/components/rules/controls/property-filters";
import { AddRow } from "@/components/rules/controls/row-buttons";
import { WindowControls } from "@/components/rules/controls/window-controls";
import { Button } from "@/components/ui/button";
import { definitionLimits, type ScoreDefinition } from "@/lib/traits/definition";

type Scored = ScoreDefinition["events"][number];
const usualHalfLife = 14;
const wholePath: number[] = [];

/** "10 points for each Order Completed; points lose half their worth every 14 days." */
export function ScoreSentences({
	draft,
	timeZone,
	onChange,
}: {
	draft: ScoreDefinition;
	timeZone: string;
	onChange: (draft: ScoreDefinition) => void;
}) {
	const problems = useProblems(useAt(wholePath));
	const { events, halfLifeDays } = draft;
	const fades = halfLifeDays !== null;
	return (
		<div className="grid gap-3">
			<ul className="grid gap-2">
				{events.map((scored, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: rows have no other id and keep their position
					<li key={index}>
						<ScoredEvent
							scored={scored}
							index={index}
							onChange={(next) =>
								onChange({ ...draft, events: events.map((each, at) => (at === index ? next : each)) })
							}
							{...(events.length > 1
								? { onRemove: () => onChange({ ...draft, events: events.filter((_, at) => at !== index) }) }
								: {})}
						/>
					</li>
				))}
			</ul>
			<div>
				<AddRow
					count={events.length}
					most={definitionLimits.scored}
					what="events"
					onClick={() => onChange({ ...draft, events: [...events, { event: "", points: 1 }] })}
				>
					Add event
				</AddRow>
			</div>
			<div className="grid gap-2 border-border border-t pt-3">
				<div className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
					<Word>Count what happened</Word>
					<WindowControls
						window={draft.window}
						isInvalid={problems.some(({ part }) => part === "window")}
						disabled={false}
						onChange={(window) => onChange({ ...draft, window })}
					/>
				</div>
				<div className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
					<InlineCheck
						checked={fades}
						disabled={false}
						onChange={(checked) => onChange({ ...draft, halfLifeDays: checked ? usualHalfLife : null })}
					>
						Points fade
					</InlineCheck>
					{fades && (
						<>
							<Word>: they halve every</Word>
							<InlineAmount
								label="Days until a point is worth half"
								isWhole
								min={1}
								max={definitionLimits.halfLifeDays}
								value={halfLifeDays}
								onChange={(days) => onChange({ ...draft, halfLifeDays: days })}
							/>
							<Word>days</Word>
						</>
					)}
				</div>
				<Problems problems={problems} />
				<p className="text-muted-foreground text-sm">
					Events count immediately. Points fade once a day, at midnight ({timeZone}). Scores are rounded to
					one decimal; people without any of these events score 0.
				</p>
			</div>
		</div>
	);
}

function ScoredEvent({
	scored,
	index,
	onChange,
	onRemove,
}: {
	scored: Scored;
	index: number;
	onChange: (scored: Scored) => void;
	onRemove?: () => void;
}) {
	const { problems: all } = useBuilder();
	const at = ["events", index];
	const problems = all.filter(({ path }) => path[0] === "events" && path[1] === index && path.length <= 3);
	const isWrong = (part: string) =>
		problems.some((problem) => problem.part === part || problem.path[2] === part);
	return (
		<div className="grid gap-1">
			<div className="flex items-start gap-1">
				<div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1.5 gap-y-1">
					<InlineAmount
						label={`Points of event ${index + 1}`}
						isWhole
						value={scored.points}
						aria-invalid={isWrong("points") || undefined}
						onChange={(points) => onChange({ ...scored, points })}
					/>
					<Word>{Math.abs(scored.points) === 1 ? "point for each" : "points for each"}</Word>
					<EventChoiceControls
						label={`Event ${index + 1}`}
						choice={scored}
						isInvalid={isWrong("event")}
						disabled={false}
						onChange={onChange}
					/>
				</div>
				{onRemove && (
					<Button variant="ghost" size="icon-sm" aria-label={`Remove event ${index + 1}`} onClick={onRemove}>
						<X aria-hidden="true" />
					</Button>
				)}
			</div>
			<FilterTree choice={scored} at={at} onChange={onChange} />
			<Problems problems={scored.event === "" ? [] : problems} />
		</div>
	);
}
