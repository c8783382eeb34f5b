import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

/** Adds another row to a list inside a condition. */
export function AddRow({
	disabled = false,
	onClick,
	children,
}: {
	disabled?: boolean;
	onClick: () => void;
	children: ReactNode;
}) {
	return (
		<Button variant="ghost" size="sm" className="text-primary" disabled={disabled} onClick={onClick}>
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
