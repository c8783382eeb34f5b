"use client";

import { X } from "lucide-react";
import { InlineInput, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { Button } from "@/components/ui/button";
import type { ContactLeaf } from "@/lib/rules/rule";

const operators: readonly { value: ContactLeaf["operator"]; label: string }[] = [
	{ value: "isSet", label: "is known" },
	{ value: "isNotSet", label: "is not known" },
	{ value: "equals", label: "is" },
	{ value: "notEquals", label: "is not" },
	{ value: "domainIs", label: "is at the domain" },
	{ value: "domainIsNot", label: "is not at the domain" },
	{ value: "domainEndsWith", label: "is at a domain that ends with" },
];

const takesAddress = (operator: ContactLeaf["operator"]) => operator === "equals" || operator === "notEquals";
const takesNothing = (operator: ContactLeaf["operator"]) => operator === "isSet" || operator === "isNotSet";

/**
 * "whose email address is at the domain example.com". All that is stored of an address is a hint and a keyed
 * hash.
 */
export function ContactSentence({ leaf, parts, disabled, onChange }: KindProps<ContactLeaf>) {
	const { operator, value } = leaf;
	const change = (next: ContactLeaf["operator"]) => {
		const isSameSort =
			takesNothing(next) === takesNothing(operator) && takesAddress(next) === takesAddress(operator);
		onChange({ ...leaf, operator: next, value: isSameSort ? value : takesNothing(next) ? null : "" });
	};
	return (
		<>
			<Word>whose email address</Word>
			<InlineSelect
				label="How to compare the email address"
				value={operator}
				options={operators}
				onChange={change}
				disabled={disabled}
			/>
			{!takesNothing(operator) &&
				(value !== null && typeof value === "object" ? (
					<span className="inline-flex h-7 items-center gap-0.5 rounded-md bg-muted pl-1.5 font-medium text-sm">
						{value.hint}
						{!disabled && (
							<Button
								variant="ghost"
								size="icon-sm"
								className="size-6 text-muted-foreground"
								aria-label={`Replace ${value.hint}`}
								onClick={() => onChange({ ...leaf, value: "" })}
							>
								<X aria-hidden="true" />
							</Button>
						)}
					</span>
				) : (
					<InlineInput
						type={takesAddress(operator) ? "email" : "text"}
						aria-label={takesAddress(operator) ? "Email address" : "Domain"}
						placeholder={takesAddress(operator) ? "jane@example.com" : "example.com"}
						autoComplete="off"
						spellCheck={false}
						value={value ?? ""}
						disabled={disabled}
						aria-invalid={parts.has("value") || undefined}
						onChange={(event) => onChange({ ...leaf, value: event.target.value })}
					/>
				))}
			{takesAddress(operator) && typeof value === "string" && (
				<Word>(only a hint of it is kept after saving)</Word>
			)}
		</>
	);
}
