import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Word } from "@/components/rules/controls/inline-controls";
import { Button } from "@/components/ui/button";

/** Adds a row to a list inside a condition, and says when the maximum is reached. */
export function AddRow({
	count,
	most,
	what,
	onClick,
	children,
}: {
	count: number;
	most: number;
	/** What the rows are: "steps". */
	what: string;
	onClick: () => void;
	children: ReactNode;
}) {
	if (count >= most) return <Word>{`There are ${count} ${what}; no more than ${most} are allowed`}</Word>;
	return (
		<Button variant="ghost" size="sm" className="text-primary" onClick={onClick}>
			<Plus aria-hidden="true" />
			{children}
		</Button>
	);
}

/** Moves or removes one row of such a list. */
export function RowButton({
	label,
	disabled = false,
	onClick,
	children,
}: {
	label: string;
	disabled?: boolean;
	onClick: () => void;
	children: ReactNode;
}) {
	return (
		<Button
			variant="ghost"
			size="icon-sm"
			className="size-6 text-muted-foreground"
			aria-label={label}
			title={label}
			disabled={disabled}
			onClick={onClick}
		>
			{children}
		</Button>
	);
}
