/** Links within the app: no page load, preloaded on hover. */
import {
  Anchor,
  Button,
  Card,
  NavLink,
  Title,
  type AnchorProps,
  type ButtonProps,
  type CardProps,
  type NavLinkProps,
  type TitleProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";
import classes from "./link.module.css";

type Native<Own> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Own> & { ref?: Ref<HTMLAnchorElement> };

const RoutedAnchor = createLink((props: AnchorProps & Native<AnchorProps>) => <Anchor {...props} />);
const RoutedButton = createLink((props: ButtonProps & Native<ButtonProps>) => <Button component="a" {...props} />);
const RoutedNavLink = createLink((props: NavLinkProps & Native<NavLinkProps>) => <NavLink component="a" {...props} />);

interface To {
  to: string;
  search?: Record<string, string>;
  children?: ReactNode;
}

export function Link({ to, search, ...props }: To & AnchorProps & Native<AnchorProps>) {
  return <RoutedAnchor to={to} search={search ?? {}} {...props} />;
}

export function LinkButton({ to, search, ...props }: To & ButtonProps & Native<ButtonProps>) {
  return <RoutedButton to={to} search={search ?? {}} {...props} />;
}

/** A card that leads somewhere: its <CardTitle> is the link, and a press anywhere on the card follows it. */
export function LinkCard({ className, ...props }: CardProps & { children?: ReactNode }) {
  return <Card component="article" className={`${classes.card} ${className ?? ""}`} {...props} />;
}

/** The name of what the card leads to. What else can be pressed on the card stays above the link. */
export function CardTitle({ to, search, children, ...heading }: To & TitleProps) {
  return (
    <Title order={3} {...heading}>
      <RoutedAnchor to={to} search={search ?? {}} className={classes.cover} underline="never" inherit c="inherit">
        {children}
      </RoutedAnchor>
    </Title>
  );
}

export function PlaceLink({
  to,
  search,
  exact = false,
  ...props
}: To & NavLinkProps & Native<NavLinkProps> & { exact?: boolean }) {
  return (
    <RoutedNavLink
      to={to}
      search={search ?? {}}
      activeOptions={{ exact, includeSearch: false }}
      activeProps={{ active: true, "aria-current": "page" }}
      {...props}
    />
  );
}
