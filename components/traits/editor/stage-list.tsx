"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useMemo } from "react";
import { PlaceProvider, useBuilder } from "@/components/rules/builder-context";
import { InlineInput, Word } from "@/components/rules/controls/inline-controls";
import { Problems } from "@/components/rules/controls/problems";
import { AddRow } from "@/components/rules/controls/row-buttons";
import { RuleTree } from "@/components/rules/tree/rule-tree";
import { newStage } from "@/components/traits/editor/draft";
import { Button } from "@/components/ui/button";
import { definitionLimits, type StageDefinition } from "@/lib/traits/definition";

type Stage = StageDefinition["stages"][number];

/** Stages in order, each a name and a rule: a person's stage is the first that matches. */
export function StageList({
	draft,
	onChange,
}: {
	draft: StageDefinition;
	onChange: (draft: StageDefinition) => void;
}) {
	const { announce } = useBuilder();
	const { stages } = draft;
	const put = (next: Stage[]) => onChange({ ...draft, stages: next });
	const move = (from: number, to: number) => {
		const next = [...stages];
		const [stage] = next.splice(from, 1);
		if (!stage) return;
		next.splice(to, 0, stage);
		put(next);
		announce(`${stage.name || "The stage"} is now number ${to + 1} of ${stages.length}`);
	};
	return (
		<div className="grid gap-3">
			<p className="text-muted-foreground text-sm">
				Each person is in the first stage they match, from the top. Someone who matches none has no stage.
			</p>
			<ol className="grid gap-3">
				{stages.map((stage, index) => (
					<li key={stage.rule.id ?? index} className="grid gap-2 rounded-lg border border-border p-3">
						<div className="flex items-center gap-1">
							<span className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
								<Word>{index === 0 ? "Stage" : "otherwise"}</Word>
								<InlineInput
									aria-label={`Name of stage ${index + 1}`}
									value={stage.name}
									maxLength={60}
									placeholder="Name it"
									onChange={(event) =>
										put(
											stages.map((each, at) => (at === index ? { ...each, name: event.target.value } : each)),
										)
									}
								/>
							</span>
							<Button
								variant="ghost"
								size="icon-sm"
								aria-label={`Move stage ${index + 1} up`}
								disabled={index === 0}
								onClick={() => move(index, index - 1)}
							>
								<ArrowUp aria-hidden="true" />
							</Button>
							<Button
								variant="ghost"
								size="icon-sm"
								aria-label={`Move stage ${index + 1} down`}
								disabled={index === stages.length - 1}
								onClick={() => move(index, index + 1)}
							>
								<ArrowDown aria-hidden="true" />
							</Button>
							<Button
								variant="ghost"
								size="icon-sm"
								aria-label={`Remove stage ${index + 1}`}
								disabled={stages.length === 1}
								onClick={() => put(stages.filter((_, at) => at !== index))}
							>
								<X aria-hidden="true" />
							</Button>
						</div>
						<StageRule
							stage={stage}
							index={index}
							onChange={(rule) => put(stages.map((each, at) => (at === index ? { ...each, rule } : each)))}
						/>
					</li>
				))}
			</ol>
			<div>
				<AddRow
					count={stages.length}
					most={definitionLimits.stages}
					what="stages"
					onClick={() => put([...stages, newStage("")])}
				>
					Add stage
				</AddRow>
			</div>
		</div>
	);
}

function StageRule({
	stage,
	index,
	onChange,
}: {
	stage: Stage;
	index: number;
	onChange: (rule: Stage["rule"]) => void;
}) {
	const { controls, problems } = useBuilder();
	const place = useMemo(() => ({ prefix: ["stages", index, "rule"], event: null }), [index]);
	const own = problems.filter(
		({ path, part }) => path[0] === "stages" && path[1] === index && path.length === 2 && part === "name",
	);
	return (
		<PlaceProvider value={place}>
			<RuleTree
				label={`Conditions of stage ${index + 1}`}
				controls={controls}
				rule={stage.rule}
				onChange={onChange}
			/>
			<Problems problems={stage.name === "" ? [] : own} />
		</PlaceProvider>
	);
}
