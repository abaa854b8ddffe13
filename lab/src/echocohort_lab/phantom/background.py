"""What lies around and behind the heart. Shapes: [B, T, P] unless said otherwise."""

import torch
from torch import Tensor

from echocohort_lab.draws.beat import smoothstep
from echocohort_lab.phantom.geometry import wide
from echocohort_lab.phantom.painter import Painter, bump, soft, tissue
from echocohort_lab.phantom.probe import decibel

DEEP_PLACE, DEEP_WIDTH = 0.88, 0.09
RIM = 0.008  # of the aorta


def background(p: Painter) -> Tensor:
    """Uneven tissue: the lung darkens the lateral side, and there is less of everything behind the atria."""
    levels, deep, still, place = p.subject.scene.levels, p.subject.scene.deep, p.texture.still, p.place
    beside = smoothstep((place.lateral.abs() - place.epi - 0.02) / 0.15) * (~place.below)
    past = (place.axial - wide(p.motion.length)).clamp(min=0.0)
    loss = wide(levels.lung) * beside * (place.lateral > 0) + wide(deep.loss) * past
    near = tissue(p, levels.background) * decibel(wide(deep.patches) * still[:, 0] - loss)
    far = bump(p.depth - DEEP_PLACE * wide(p.subject.scene.probe.depth), DEEP_WIDTH)
    return near + far * decibel(wide(levels.deep) + wide(deep.patches) * still[:, 1] - 2.0)


def paint_behind(p: Painter, amplitude: Tensor) -> Tensor:
    """A bright arc behind the atrium with its shadow, and the descending aorta in section."""
    deep, place = p.subject.scene.deep, p.place
    aside = place.lateral - wide(deep.arc_centre)
    behind = place.behind - wide(deep.arc_offset) + wide(deep.arc_curvature) * aside**2
    span = bump(aside, wide(deep.arc_span))
    arc = wide(deep.arc_level) * bump(behind + 0.006 * p.texture.coarse, wide(deep.arc_width)) * span
    shade = wide(deep.shadow * (deep.arc_level > 0)) * smoothstep(behind / 0.04) * span
    centre = place.behind - wide(deep.arc_offset) - wide(deep.aorta_radius)
    distance = torch.sqrt((place.lateral - wide(deep.aorta_lateral)) ** 2 + centre**2 + 1e-8) - wide(deep.aorta_radius)
    shade = shade + wide(deep.aorta) * (soft(-distance, 0.006) - 0.5 * bump(distance - RIM, RIM))
    return amplitude * decibel(-shade) + arc * p.grain
