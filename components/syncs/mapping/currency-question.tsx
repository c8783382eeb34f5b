"use client";

import { useId, useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Checkbox } from "@/components/ui/checkbox";

/** What the server asks before it takes customer values where people have several currencies, and the answer. */
export function useCurrencyQuestion() {
	const [question, setQuestion] = useState<string | null>(null);
	const [isConfirmed, setConfirmed] = useState(false);
	return {
		question,
		isConfirmed,
		confirm: setConfirmed,
		/** Whether it waits for the answer. */
		isOpen: question !== null && !isConfirmed,
		/** What is sent along with the mapping. */
		answer: isConfirmed ? { valuesShareCurrency: true } : {},
		/** Whether a refused request was this question, which is then asked. */
		asks: (error: unknown): boolean => {
			const asked = error instanceof ApiError ? error.issueAt("valuesShareCurrency") : undefined;
			setConfirmed(false);
			setQuestion(asked ?? null);
			return asked !== undefined;
		},
		/** The answer was about another mapping. */
		forget: () => {
			setQuestion(null);
			setConfirmed(false);
		},
	};
}

/** The question beside what it is about; nothing while it is not asked. */
export function CurrencyQuestion({ currency }: { currency: ReturnType<typeof useCurrencyQuestion> }) {
	const id = useId();
	if (currency.question === null) return null;
	return (
		<Alert variant="warning">
			<AlertTitle>Are all values in one currency?</AlertTitle>
			<AlertDescription className="grid gap-2">
				<p>{currency.question}</p>
				<div className="flex items-start gap-2.5">
					<Checkbox
						id={id}
						className="mt-0.5"
						checked={currency.isConfirmed}
						onCheckedChange={(checked) => currency.confirm(checked === true)}
					/>
					<label htmlFor={id}>Everyone's value is in one currency</label>
				</div>
			</AlertDescription>
		</Alert>
	);
}
