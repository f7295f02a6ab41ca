import type { Region } from '@posthorn/service-definition';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useLoaded } from '../../session/use-live.ts';

/** The search gives no more places than this. */
const mostCandidates = 10;

interface PlaceChoiceProps {
  candidates: readonly Region[];
  onChoose: (region: Region) => Promise<void>;
}

/** Several places may be meant: the person says which. */
export function PlaceChoice({ candidates, onChoose }: PlaceChoiceProps): ReactElement {
  const { t } = useTranslation('services');
  const id = useId();
  const [chosen, setChosen] = useState<Region | null>(null);
  const [isMissing, setMissing] = useState(false);
  const districts = useDistricts();
  return (
    <form
      className="services-places"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen === null) setMissing(true);
        else void onChoose(chosen);
      }}
    >
      <fieldset
        className={`kern-fieldset ${isMissing ? 'kern-fieldset--error' : ''}`}
        aria-describedby={isMissing ? `${id}-problem` : undefined}
      >
        <legend className="kern-label">{t('place.which')}</legend>
        <div className="kern-fieldset__body">
          {candidates.map((region) => (
            <div className="kern-form-check" key={region.ars}>
              <input
                type="radio"
                className="kern-form-check__radio"
                id={`${id}-${region.ars}`}
                name={id}
                checked={chosen?.ars === region.ars}
                onChange={() => {
                  setChosen(region);
                  setMissing(false);
                }}
              />
              <label className="kern-label" htmlFor={`${id}-${region.ars}`}>
                {placeName(region, districts(region))}
              </label>
            </div>
          ))}
        </div>
        {isMissing && (
          <p className="kern-error" id={`${id}-problem`} role="alert">
            <span className="kern-icon kern-icon--danger" aria-hidden="true" />
            <span className="kern-body">{t('place.choose')}</span>
          </p>
        )}
      </fieldset>
      {candidates.length >= mostCandidates && <p className="kern-body kern-body--small">{t('place.notThere')}</p>}
      <Button type="submit">{t('place.go')}</Button>
    </form>
  );
}

/** The name of the district around a place; null if there is none, or it is not known yet. */
function useDistricts(): (region: Region) => string | null {
  const person = usePerson();
  const regions = useLoaded(() => person.directory.regions(), []);
  const all = regions.state === 'ready' ? regions.value : [];
  return ({ ars }) =>
    all.find((region) => region.level === 'district' && region.ars !== ars && ars.startsWith(region.ars))?.name ?? null;
}

function placeName({ name, postcodes }: Region, district: string | null): string {
  const town = [postcodes[0], name].filter(Boolean).join(' ');
  return district === null || district === name ? town : `${town} (${district})`;
}
