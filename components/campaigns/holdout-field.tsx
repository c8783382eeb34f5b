"use client";

import { useId } from "react";
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

/** How many people are held out; nobody only with a written reason. */
export function HoldoutField({
	holdoutBp,
	reason,
	error,
	onChange,
	isRunning = false,
}: {
	holdoutBp: number;
	reason: string;
	error?: string | undefined;
	onChange: (change: { holdoutBp?: number; holdoutReason?: string }) => void;
	isRunning?: boolean;
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
								{choice === 0 ? "Nobody" : `${formatNumber(choice / 100)}%`}
							</span>
							<span className="text-muted-foreground">
								{" "}
								{choice === 0 ? "What the campaign adds can then never be known" : meaning[choice]}
							</span>
						</Label>
					</div>
				))}
			</RadioGroup>
			{holdoutBp === 0 && (
				<Field label="Why is nobody held out?" error={error}>
					<Textarea
						value={reason}
						maxLength={500}
						onChange={(event) => onChange({ holdoutReason: event.target.value })}
						placeholder="For example: a recall notice everybody must get"
					/>
				</Field>
			)}
			<p className="text-muted-foreground text-sm">
				{isRunning
					? "A new share decides only about people who come from now on. Nobody already in a group moves."
					: "Chosen by chance, once per person, and kept for the whole campaign. They never receive it."}
			</p>
		</fieldset>
	);
}
