import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

interface LongListProps<T> {
  items: readonly T[];
  /** How many are shown at first, and come with each further look. */
  size: number;
  keyOf: (item: T) => string;
  className?: string;
  itemClassName?: string;
  render: (item: T) => ReactNode;
  /** How many were shown when the person was here before. */
  shownBefore?: number;
  /** Tells how many are shown from now on. */
  onMore?: (shown: number) => void;
}

/** A list that may be long: the rest comes by a button, and the focus goes to the first that is new. */
export function LongList<T>(props: LongListProps<T>): ReactElement {
  const { items, size, keyOf, className, itemClassName, render, shownBefore = size, onMore } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const firstNew = useRef<number | null>(null);
  const [shown, setShown] = useState(shownBefore);
  useEffect(() => {
    const item = firstNew.current === null ? undefined : list.current?.children[firstNew.current];
    item?.querySelector<HTMLElement>('a, button')?.focus();
    firstNew.current = null;
  });
  const more = (): void => {
    firstNew.current = shown;
    setShown(shown + size);
    onMore?.(shown + size);
  };
  return (
    <>
      <ul className={`plain-list ${className ?? ''}`} ref={list}>
        {items.slice(0, shown).map((item) => (
          <li key={keyOf(item)} className={itemClassName}>
            {render(item)}
          </li>
        ))}
      </ul>
      {items.length > shown && (
        <Button look="secondary" onClick={more}>
          {t('showMore', { count: items.length - shown })}
        </Button>
      )}
    </>
  );
}
