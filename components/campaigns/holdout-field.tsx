"use client";

import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Field } from "@/components/ui/field";
import { formatNumber } from "@/components/ui/format-number";
import { Label } from "@/components/ui/label";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import { holdoutChoices } from "@/lib/campaigns/contracts";

const meaning: Record<number, string> = {
	500: "For large audiences",
	1000: "Right for most campaigns",
	2000: "For small audiences, or a sooner answer",
};

/** How many people are held out; none only with a written reason. */
export function HoldoutField({
	holdoutBp,
	reason,
	error,
	onChange,
	isRunning = false,
	recommendedBp,
	details = {},
}: {
	holdoutBp: number;
	reason: string;
	error?: string | undefined;
	onChange: (change: { holdoutBp?: number; holdoutReason?: string }) => void;
	isRunning?: boolean;
	/** The share to mark as recommended. */
	recommendedBp?: number | null | undefined;
	/** What is known about a share, replacing its general description. */
	details?: Partial<Record<number, string>>;
}) {
	const id = useId();
	const choices =
		holdoutChoices.some((choice) => choice === holdoutBp) || holdoutBp === 0
			? holdoutChoices
			: [...holdoutChoices, holdoutBp];
	return (
		<fieldset className="grid gap-3">
			<legend className="mb-1.5 font-medium text-sm">Hold out</legend>
			<RadioGroup
				value={String(holdoutBp)}
				onValueChange={(value) => onChange({ holdoutBp: Number(value) })}
				aria-label="Share of people held out"
			>
				{[...choices, 0].map((choice) => (
					<div key={choice} className="flex items-start gap-2.5">
						<RadioGroupItem value={String(choice)} id={`${id}-${choice}`} className="mt-0.5" />
						<Label htmlFor={`${id}-${choice}`} className="font-normal">
							<span className="font-medium">
								{choice === 0 ? "No one" : `${formatNumber(choice / 100)}%`}
							</span>
							<span className="text-muted-foreground">
								{" "}
								{choice === 0
									? "What the campaign adds can then never be known"
									: (details[choice] ?? meaning[choice])}
							</span>
							{choice === recommendedBp && (
								<Badge variant="default" className="ml-2">
									Recommended
								</Badge>
							)}
						</Label>
					</div>
				))}
			</RadioGroup>
			{holdoutBp === 0 && (
				<Field label="Why is no one held out?" error={error}>
					<Textarea
						value={reason}
						maxLength={500}
						onChange={(event) => onChange({ holdoutReason: event.target.value })}
						placeholder="For example: a recall notice everyone must get"
					/>
				</Field>
			)}
			<p className="text-muted-foreground text-sm">
				{isRunning
					? "A new share applies only to people who enter from now on. No one already in a group moves."
					: "Held out at random for the whole campaign. They never receive it."}
			</p>
		</fieldset>
	);
}
