"use client";

import { AmountField } from "@/components/campaigns/amount-field";
import { readMoney } from "@/components/campaigns/typed-amounts";
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
			<AmountField
				label="Cost (optional)"
				error={problem("cost")}
				hint={hints.cost}
				value={draft.cost}
				problemOf={(text) => readMoney(text).problem}
				onChange={(cost) => onChange({ cost })}
			/>
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
