"use client";

import { KeyRound } from "lucide-react";
import { newWebhookSecret } from "@/components/destinations/new-webhook-secret";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { NetworkView } from "@/lib/destinations/contracts";

type FieldView = NetworkView["fields"][number];

/** The fields of a connect form, built from the network's catalog entry. */
export function ConnectionFields({
	network,
	values,
	onChange,
	errors,
	storedSecrets = [],
}: {
	network: NetworkView;
	values: Record<string, string>;
	onChange: (name: string, value: string) => void;
	errors: Record<string, string>;
	/** Secrets that are already stored: left empty they are kept. */
	storedSecrets?: readonly string[];
}) {
	const plain = network.fields.filter((field) => !field.isAdvanced);
	const advanced = network.fields.filter((field) => field.isAdvanced);
	const control = (field: FieldView) => {
		const isStored = storedSecrets.includes(field.name);
		const input = (
			<Field
				key={field.name}
				// A choice always has a value.
				label={field.isRequired || field.kind === "choice" ? field.label : `${field.label} (optional)`}
				hint={isStored ? `${field.help} Leave it empty to keep the stored one.` : field.help}
				error={errors[field.name]}
			>
				{field.kind === "choice" ? (
					<Choice
						value={values[field.name] || field.initial}
						onChange={(value) => onChange(field.name, value)}
						options={field.options}
					/>
				) : (
					<Input
						name={field.name}
						type={field.isSecret && !field.canGenerate ? "password" : "text"}
						inputMode={field.kind === "url" ? "url" : field.kind === "number" ? "numeric" : undefined}
						autoComplete="off"
						spellCheck={false}
						placeholder={isStored ? "Stored" : field.placeholder || field.initial}
						value={values[field.name] ?? ""}
						onChange={(event) => onChange(field.name, event.target.value)}
					/>
				)}
			</Field>
		);
		if (!field.canGenerate) return input;
		return (
			<div key={field.name} className="grid gap-1.5">
				{input}
				<Button
					variant="outline"
					size="sm"
					className="justify-self-start"
					onClick={() => onChange(field.name, newWebhookSecret())}
				>
					<KeyRound aria-hidden="true" />
					Create a new secret
				</Button>
			</div>
		);
	};
	return (
		<>
			{plain.map(control)}
			{advanced.length > 0 && (
				<details className="group" open={advanced.some((field) => errors[field.name]) || undefined}>
					<summary className="inline-flex min-h-6 cursor-pointer items-center text-muted-foreground text-sm hover:text-foreground">
						Advanced
					</summary>
					<div className="mt-3 grid gap-4">{advanced.map(control)}</div>
				</details>
			)}
		</>
	);
}

/** A form's errors by field: the server names them `values.<field>`. */
export function errorsByField(issues: readonly { path: string; message: string }[]): Record<string, string> {
	return Object.fromEntries(issues.map((issue) => [issue.path.replace(/^values\./, ""), issue.message]));
}
