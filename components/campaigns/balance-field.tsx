"use client";

import { useQuery } from "@tanstack/react-query";
import { campaignsQueries } from "@/components/campaigns/api";
import { BEFORE, traitValue } from "@/components/campaigns/balance-draft";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { TakesFocus } from "@/components/ui/takes-focus";
import { stratifyTypes } from "@/lib/holdouts/stratify-by";

/** What the people of the launch are balanced by, and when that helps. */
export function BalanceField({
	value,
	error,
	takesFocus,
	onChange,
}: {
	value: string;
	error: string | undefined;
	/** When it appears. */
	takesFocus: boolean;
	onChange: (value: string) => void;
}) {
	const catalog = useQuery(campaignsQueries.catalog());
	const traits = catalog.data?.traits.filter(({ type }) => stratifyTypes.some((one) => one === type));
	const chosen = traits?.some(({ name }) => traitValue(name) === value);
	const missing = value !== "" && value !== BEFORE && traits !== undefined && !chosen;
	return (
		<TakesFocus isOn={takesFocus}>
			<Field
				label="Balance the groups by (optional)"
				error={
					error ?? (missing ? "This trait no longer exists. Choose another one." : catalog.error?.message)
				}
				hint="Each value gets exactly the same share held out, numbers in four bands. Helps in small audiences, where chance can put most big customers in one group. Values with too few people are put together."
			>
				<Choice
					value={value}
					onChange={onChange}
					placeholder="Nothing"
					none="Nothing"
					isFailed={catalog.isError}
					options={
						traits && [
							{
								value: BEFORE,
								label: "How much of the goal they had before",
								detail: "28 days before launch",
							},
							...traits.map(({ name, type }) => ({
								value: traitValue(name),
								label: name,
								detail: type === "number" ? "in four bands" : type === "boolean" ? "yes or no" : "text",
							})),
						]
					}
				/>
			</Field>
		</TakesFocus>
	);
}
