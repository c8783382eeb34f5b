"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type Cost = { cost: string; currency: string };

/** What a campaign cost, and in which currency. */
export function CostFields({
	draft,
	problem,
	hints = {},
	onChange,
}: {
	draft: Cost;
	problem: (field: keyof Cost) => string | undefined;
	hints?: Partial<Cost>;
	onChange: (part: Partial<Cost>) => void;
}) {
	return (
		<>
			<Field label="Cost (optional)" error={problem("cost")} hint={hints.cost}>
				<Input
					inputMode="decimal"
					value={draft.cost}
					onChange={(event) => onChange({ cost: event.target.value })}
				/>
			</Field>
			<Field label="Currency" error={problem("currency")} hint={hints.currency}>
				<Input
					value={draft.currency}
					maxLength={3}
					onChange={(event) => onChange({ currency: event.target.value.toUpperCase() })}
				/>
			</Field>
		</>
	);
}
