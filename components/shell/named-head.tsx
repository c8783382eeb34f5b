import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";

/** The head of a page that creates something: what it is, and its name field. */
export function NamedHead({
	title,
	description,
	name,
	hint,
	error,
	maxLength,
	placeholder,
	onName,
}: {
	title: string;
	description: string;
	name: string;
	hint?: string;
	error: string | null;
	maxLength: number;
	placeholder: string;
	onName: (name: string) => void;
}) {
	return (
		<>
			<PageHeader title={title} description={description} />
			<Field label="Name" hint={hint} error={error} className="max-w-md">
				<Input
					value={name}
					maxLength={maxLength}
					autoComplete="off"
					placeholder={placeholder}
					onChange={(event) => onName(event.target.value)}
				/>
			</Field>
		</>
	);
}
