"""The laws, over any view that hypothesis can think of."""

from __future__ import annotations

from hypothesis import given

from app.engine import laws
from app.engine.decide import plan
from app.engine.documents import from_document, to_document
from app.engine.explain import explain
from app.engine.mapping import Configuration
from app.engine.mirror import mirrored_configuration, mirrored_view
from app.engine.plan import PairView, Plan
from tests.engine.views import configurations, views


@given(views(), configurations())
def test_a_plan_never_raises_and_breaks_no_law(view: PairView, configuration: Configuration) -> None:
    assert laws.violations(view, configuration) == ()


@given(views(), configurations())
def test_a_plan_is_the_same_each_time(view: PairView, configuration: Configuration) -> None:
    assert plan(view, configuration) == plan(view, configuration)


@given(views(), configurations())
def test_a_mirror_image_of_a_mirror_image_is_the_thing_itself(view: PairView, configuration: Configuration) -> None:
    assert mirrored_view(mirrored_view(view)) == view
    assert mirrored_configuration(mirrored_configuration(configuration)) == configuration


@given(views(), configurations())
def test_everything_that_is_stored_comes_back_from_its_document(view: PairView, configuration: Configuration) -> None:
    decision = plan(view, configuration)
    assert from_document(Plan, to_document(decision)) == decision
    assert from_document(PairView, to_document(view)) == view
    assert from_document(Configuration, to_document(configuration)) == configuration


@given(views(), configurations())
def test_every_plan_can_be_explained_in_sentences(view: PairView, configuration: Configuration) -> None:
    sentences = explain(plan(view, configuration), view)
    assert sentences
    assert all(sentence.endswith((".", "?")) for sentence in sentences)
